import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FilterParts } from '../../../../shared/engine/filter.ts';
import { verifiedClaims } from '../../../../shared/engine/verified-claims.ts';
import { forwardAuth } from '../../../../shared/filters/forward-auth.ts';
import { HeaderList } from '../../../../shared/http/header-list.ts';
import { routedExchange } from '../../../support/exchange.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';

describe('what another server tells of who asks', () => {
  test('is known with all values of a field', async () => {
    const headers = new HeaderList(['x-user', 'ann', 'x-user', 'staff', 'x-other', '1']);
    const filter = forwardAuth.create(
      {
        ...{ upstream: 'auth', path: '/', requestHeaders: [], timeoutMs: 1000 },
        upstreamHeaders: ['X-User'],
      },
      {
        platform: new FakePlatform(),
        filterId: 'ask',
        asks: () => async () => ({ status: 200, headers }),
      } as unknown as FilterParts,
    );
    const exchange = routedExchange();
    await filter.onRequest!(exchange);

    assert.deepEqual(exchange.get(verifiedClaims)?.claims, { 'x-user': 'ann, staff' });
  });
});
