import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { maintenance } from '../../../shared/filters/maintenance.ts';
import { requestId } from '../../../shared/filters/request-id.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { routedExchange } from '../../support/exchange.ts';
import { FakePlatform } from '../../support/fake-platform.ts';

const parts = { platform: new FakePlatform(), filterId: 'f' } as never;

describe('what the upstream is sent', () => {
  test('holds one id of a request, under no other name that could be read as its field', () => {
    const { onUpstream } = requestId.create({ header: 'X-Call-Id', accept: 'never', response: true }, parts);
    const exchange = routedExchange();
    const sent = new HeaderList(['x_call_id', 'forged', 'X.Trace.Id', 'forged', 'a', '1', 'x-correlation-id', 'old']);
    onUpstream!(exchange, sent);

    const { id } = exchange.trace;
    assert.deepEqual(sent.flat, ['a', '1', 'x-correlation-id', id, 'x-call-id', id]);
  });

  test('does not hold the secret that leads past maintenance, under any name', () => {
    const options = { enabled: true, statusCode: 503, allow: [], bypassHeader: 'X-Let-Me', bypassSecret: 'sesame' };
    const sent = new HeaderList(['x-let-me', 'sesame', 'x_let_me', 'sesame', 'a', '1']);
    maintenance.create(options, parts).onUpstream!(routedExchange(), sent);

    assert.deepEqual(sent.flat, ['a', '1']);
  });
});
