import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answered } from '../../../shared/engine/exchange.ts';
import type { FilterHooks } from '../../../shared/engine/filter.ts';
import { hooksOf } from '../../../shared/engine/hooks.ts';
import type { Route } from '../../../shared/engine/plan.ts';
import { finishResponse } from '../../../shared/engine/response-filters.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { routedExchange } from '../../support/exchange.ts';
import { ManualBody } from '../http/manual-body.ts';

const route = (...filters: FilterHooks[]) => ({ ...hooksOf(filters), responseEdits: undefined }) as unknown as Route;
const instead = () => ({ head: { status: 404, headers: new HeaderList() }, body: new BytesBody('nothing here') });

for (const [length, kept] of [
  [20, true],
  [1_000_000, false],
  [undefined, false],
] as const) {
  test(`sends another answer in place of one of ${length} bytes, and ${kept ? 'reads' : 'breaks off'} that`, async () => {
    const body = new ManualBody(length);
    const exchange = routedExchange();

    const reply = await finishResponse(exchange, route({ answerInstead: instead }), {
      head: { status: 500, headers: new HeaderList() },
      body,
    });

    assert.equal(reply.head.status, 404);
    assert.equal((exchange as Answered).response.status, 404);
    assert.deepEqual([body.started, body.cancelled.length], kept ? [1, 0] : [0, 1]);
  });
}

test('sends the body that a filter puts in place of another, of a length that is not known', async () => {
  const replacing: FilterHooks = { transformResponse: () => ({ replace: () => new BytesBody('other') }) };
  const headers = HeaderList.of({ 'content-length': '3' });

  const reply = await finishResponse(routedExchange(), route(replacing), {
    head: { status: 200, headers },
    body: new BytesBody('one'),
  });

  assert.equal(new TextDecoder().decode(await collectBody(reply.body!, 100)), 'other');
  assert.equal(headers.has('content-length'), false);
});
