import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tokenGate } from '../../../../shared/filters/auth/token-gate.ts';
import { HeaderList } from '../../../../shared/http/header-list.ts';
import { routedExchange } from '../../../support/exchange.ts';

const options = {
  ...{ realm: 'r', cookie: 't', requiredScopes: [], claimsToHeaders: [], forwardCredentials: true },
  optional: true,
};
const judged: string[] = [];
const { onRequest } = tokenGate(options, 'f', (token) => {
  judged.push(token);
  return { claims: {} };
});

/** The tokens that were judged, or the code of the refusal. */
async function shown(...fields: string[]): Promise<readonly string[] | string> {
  judged.length = 0;
  const exchange = routedExchange();
  exchange.received.headers.flat.push(...new HeaderList(fields).flat);
  try {
    await onRequest!(exchange);
    return [...judged];
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
}

describe('a request with a token', () => {
  test('is judged by the only one there is, wherever it stands', async () => {
    assert.deepEqual(await shown('authorization', 'Bearer a'), ['a']);
    assert.deepEqual(await shown('cookie', 'x=1; t=a'), ['a']);
    assert.deepEqual(await shown('cookie', 't=a', 'authorization', 'Bearer a', 'cookie', 't=a; t='), ['a']);
    assert.deepEqual(await shown('cookie', 'x=1; t='), []);
  });

  test('is refused when there are two, since the upstream could read the other', async () => {
    for (const fields of [
      ['cookie', 't=a; t=b'],
      ['cookie', 't=b', 'cookie', 't=a'],
      ['cookie', 't=; t=a; t=b'],
      ['cookie', 't=a', 'authorization', 'Bearer b'],
    ])
      assert.equal(await shown(...fields), 'credentials_invalid', fields.join(' '));
  });

  test('is not taken for one without because of a tab, which some servers read as a blank', async () => {
    assert.deepEqual(await shown('authorization', 'Bearer\ta'), ['a']);
  });
});
