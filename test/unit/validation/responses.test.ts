import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Answered, Exchange } from '../../../shared/engine/exchange.ts';
import { hooksOf } from '../../../shared/engine/hooks.ts';
import type { Route } from '../../../shared/engine/plan.ts';
import { finishResponse } from '../../../shared/engine/response-filters.ts';
import { Fault } from '../../../shared/errors/fault.ts';
import type { Body } from '../../../shared/http/body.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { apiChecks } from '../../../shared/validation/api-checks.ts';
import type { ApiRules } from '../../../shared/validation/api-rules.ts';
import { readOpenApi } from '../../../shared/validation/openapi/read-open-api.ts';
import { routedExchange } from '../../support/exchange.ts';
import { ManualBody } from '../http/manual-body.ts';

const list = { type: 'array', items: { type: 'integer' } };
const paths = {
  '/a': {
    get: {
      responses: {
        200: {
          headers: { 'X-Total': { required: true, schema: { type: 'integer' } } },
          content: { 'application/json': { schema: list }, 'text/csv': {} },
        },
        '4XX': { content: { 'application/problem+json': { schema: { type: 'object' } } } },
      },
    },
  },
};
const json = { 'content-type': 'application/json', 'x-total': '3' };

interface Sent {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Body | null;
}

/** What the client gets of an answer: its status, or the fault that stands in its place. */
async function outcome(sent: Sent, more: Partial<ApiRules> = {}, method = 'GET', fault?: Fault): Promise<unknown> {
  const { operations, problems } = readOpenApi({ openapi: '3.1.0', paths }, { isStrict: false, basePath: undefined });
  assert.deepEqual(problems, []);
  const bodies = { requestBody: undefined, responseBody: undefined };
  const hooks = apiChecks({
    ...{ operations, ...bodies, checksRequests: true, checksResponses: true, isStrict: false, maxBytes: 100 },
    ...more,
  });
  const exchange: Exchange = routedExchange({ path: '/a', method });
  const route = { ...hooksOf([hooks]), errorStyle: { pages: new Map() } } as unknown as Route;
  exchange.routed({ route });
  assert.equal(await hooks.onRequest!(exchange), undefined);
  if (fault) exchange.failed(fault);
  const { status = 200, headers = json, body = '[1,2]' } = sent;
  const reply = {
    head: { status, headers: HeaderList.of(headers) },
    body: typeof body === 'string' ? new BytesBody(body) : body,
  };
  try {
    const finished = await finishResponse(exchange, route, reply);
    if (typeof body === 'string') assert.equal(new TextDecoder().decode(await collectBody(finished.body!, 1000)), body);
    return finished.head.status;
  } catch (error) {
    return Fault.from(error).code;
  }
}

describe('answers', () => {
  for (const [what, sent, expected] of [
    ['that fit pass, unchanged', {}, 200],
    ['whose body does not fit are refused', { body: '[1,"x"]' }, 'response_invalid'],
    ['that are no JSON are refused', { body: '[1,' }, 'response_invalid'],
    [
      'of a type that is not described are refused',
      { headers: { ...json, 'content-type': 'text/html' } },
      'response_invalid',
    ],
    ['of no type are refused', { headers: { 'x-total': '3' } }, 'response_invalid'],
    ['of a type of which nothing is said pass', { headers: { ...json, 'content-type': 'text/csv' }, body: 'a,b' }, 200],
    [
      'without a field that must be there are refused',
      { headers: { 'content-type': 'application/json' } },
      'response_invalid',
    ],
    ['whose field does not fit are refused', { headers: { ...json, 'x-total': 'many' } }, 'response_invalid'],
    [
      'that are coded cannot be judged, and are refused',
      { headers: { ...json, 'content-encoding': 'br' } },
      'response_invalid',
    ],
    ['that are larger than what is read are refused', { body: `[${'1,'.repeat(100)}1]` }, 'response_invalid'],
    [
      'of a family of statuses are judged by that',
      { status: 404, headers: { 'content-type': 'application/problem+json' }, body: '[]' },
      'response_invalid',
    ],
    ['of a status that is not described pass', { status: 500, headers: {}, body: 'x' }, 500],
    ['that say that nothing changed pass', { status: 304, headers: {}, body: null }, 304],
  ] as const) {
    test(what, async () => {
      assert.equal(await outcome(sent), expected);
    });
  }

  test('of a status that is not described are refused in strict mode', async () => {
    assert.equal(await outcome({ status: 500, headers: {}, body: 'x' }, { isStrict: true }), 'response_invalid');
  });

  test('to HEAD have no body to be judged', async () => {
    assert.equal(await outcome({ body: null }, {}, 'HEAD'), 200);
  });

  test('of our own are not judged', async () => {
    assert.equal(await outcome({ status: 404, headers: {}, body: 'x' }, {}, 'GET', new Fault('not_found')), 404);
  });

  test('that do not fit give way to problem details that tell which part it was, and nothing of what was in it', async () => {
    const { operations } = readOpenApi({ openapi: '3.1.0', paths }, { isStrict: true, basePath: undefined });
    const bodies = { requestBody: undefined, responseBody: undefined };
    const checks = { checksRequests: true, checksResponses: true, isStrict: true, maxBytes: 100 };
    const hooks = apiChecks({ operations, ...bodies, ...checks });
    const told = async (sent: Sent, method = 'GET', pages = new Map<number, unknown>()) => {
      const exchange: Exchange = routedExchange({ path: '/a', method });
      exchange.routed({ route: { errorStyle: { pages } } as unknown as Route });
      await hooks.onRequest!(exchange);
      exchange.answered({ status: sent.status ?? 200, headers: HeaderList.of(sent.headers ?? json) });
      const answered = exchange as Answered;
      assert.equal(hooks.answerInstead!(answered), undefined);
      try {
        hooks.onResponseBody!.limit(answered);
        hooks.onResponseBody!.run(answered, new TextEncoder().encode(sent.body as string));
      } catch (error) {
        exchange.failed(Fault.from(error));
      }
      const reply = hooks.answerInstead!(answered);
      const text = reply?.body && new TextDecoder().decode(await collectBody(reply.body, 1000));
      return { reply, problem: text ? (JSON.parse(text) as Record<string, unknown>) : undefined };
    };

    const { reply, problem } = await told({ body: '[1,"secret"]' });
    assert.equal(reply!.head.status, 502);
    assert.equal(reply!.head.headers.get('content-type'), 'application/problem+json');
    assert.deepEqual(problem, {
      ...{ type: 'about:blank', title: 'Bad Gateway', status: 502, code: 'response_invalid' },
      detail: 'The upstream answered with what its description does not allow.',
      correlation_id: problem!['correlation_id'],
      errors: [{ in: 'body' }],
    });
    const field = await told({ headers: { ...json, 'x-total': 'secret' }, body: '[]' });
    assert.deepEqual(field.problem!['errors'], [{ in: 'header', name: 'x-total' }]);
    const type = await told({ headers: { ...json, 'content-type': 'text/html' }, body: '' });
    assert.deepEqual(type.problem!['errors'], [{ in: 'header', name: 'content-type' }]);
    assert.equal((await told({ status: 500, body: '' })).problem!['errors'], undefined);
    assert.equal((await told({ body: '[1]' })).reply, undefined);
    assert.equal((await told({ body: '["x"]' }, 'GET', new Map([[502, {}]]))).reply, undefined);
  });

  test('that break off before they are complete are not begun', async () => {
    const body = new ManualBody(undefined);
    const told = outcome({ body });
    await new Promise((resolve) => setImmediate(resolve));
    body.sink.write(new TextEncoder().encode('[1,'));
    body.sink.fail(new Fault('upstream_body_broken'));

    assert.equal(await told, 'upstream_body_broken');
  });

  test('nobody waits for any longer are let go of', async () => {
    const body = new ManualBody(undefined);
    const exchange: Exchange = routedExchange();
    const hook = { limit: () => 100, run: () => {} };
    const route = { ...hooksOf([{ onResponseBody: hook }]) } as unknown as Route;
    exchange.routed({ route });
    const told = finishResponse(exchange, route, { head: { status: 200, headers: new HeaderList() }, body });
    (exchange as Exchange).abort(new Fault('client_left'));

    await assert.rejects(Promise.resolve(told), { code: 'client_left' });
    assert.equal(body.cancelled.length > 0, true);
    assert.equal((exchange as Answered).response.status, 200);
  });

  test('are asked for whole and plain, whoever gives them', () => {
    const exchange = routedExchange({ headers: { 'accept-encoding': 'br', range: 'bytes=0-1', 'if-range': '"x"' } });
    const rules = { operations: undefined, requestBody: undefined, responseBody: () => true };
    const hooks = apiChecks({ ...rules, checksRequests: false, checksResponses: true, isStrict: false, maxBytes: 1 });

    assert.equal(hooks.onRequest!(exchange), undefined);

    const { headers } = exchange.request;
    assert.equal(headers.get('accept-encoding'), 'identity');
    assert.deepEqual([headers.has('range'), headers.has('if-range')], [false, false]);
    assert.equal(exchange.received.headers.get('accept-encoding'), 'br');
  });
});
