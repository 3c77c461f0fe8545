import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import type { FakeCall } from '../support/fake-transport.ts';
import { settled } from '../support/http1/served.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import { type Ask, Stage } from './stage.ts';

/** A route whose requests are copied to `copy.test`, or as `text` says. */
function shadow(text: string, to = 'copy'): Slots {
  const upstreams = 'upstream "copy" { target "copy.test:80" }; upstream "next" { target "next.test:80" }';
  return { upstreams, route: `shadow { upstream "${to}"; ${text} }` };
}

/** The first upstream reads the body and answers; copies are left waiting. */
const answersMain = (call: FakeCall): void => {
  if (call.request.address.host !== 'a.test') return;
  const answer = (): void => call.answer(200, new BytesBody('ok'));
  if (call.request.body) call.request.body.start({ write: () => true, end: answer, fail() {} });
  else answer();
};

/** How many copies so many requests make. */
const copies =
  (requests: number, ask: Ask = {}) =>
  async (stage: Stage): Promise<number> => {
    stage.origin = answersMain;
    await stage.times(requests, ask);
    return stage.reached.filter((host) => host !== 'a.test').length;
  };

describe('shadow', () => {
  alive('routes.shadow.upstream', 'names where copies go', {
    off: shadow(''),
    on: shadow('', 'next'),
    see: async (stage) => {
      stage.origin = answersMain;
      await stage.ask();
      return stage.reached.toSorted();
    },
    shows: [
      ['a.test', 'copy.test'],
      ['a.test', 'next.test'],
    ],
  });
  alive('routes.shadow.percentage', 'is the share of requests that is copied', {
    off: shadow('max-in-flight 1000'),
    on: shadow('max-in-flight 1000; percentage 0'),
    see: copies(20),
    shows: [20, 0],
  });
  const other: Ask = { headers: { 'x-copy': 'no' } };
  alive('routes.shadow.sample-header.name', 'is the field that requests must have', {
    off: shadow('sample-header "X-Copy" "no"'),
    on: shadow('sample-header "X-Other" "no"'),
    see: copies(1, other),
    shows: [1, 0],
  });
  alive('routes.shadow.sample-header.value', 'is the exact value it must have', {
    off: shadow('sample-header "X-Copy" "no"'),
    on: shadow('sample-header "X-Copy" "No"'),
    see: copies(1, other),
    shows: [1, 0],
  });
  alive('routes.shadow.methods', 'are the methods that are copied', {
    off: shadow(''),
    on: shadow('methods "GET" "HEAD"'),
    see: copies(1, { method: 'DELETE' }),
    shows: [1, 0],
  });
  alive('routes.shadow.timeout-ms', 'bounds the time of a copy', {
    off: shadow(''),
    on: shadow('timeout-ms 100'),
    see: async (stage) => {
      await copies(1)(stage);
      stage.platform.time.advance(200);
      await settled();
      return stage.calls.find(({ request }) => request.address.host === 'copy.test')!.cancelled.length;
    },
    shows: [0, 1],
  });
  alive('routes.shadow.buffer-body', 'lets requests with a body be copied', {
    off: shadow(''),
    on: shadow('buffer-body #true'),
    see: copies(1, { method: 'POST', body: 'four' }),
    shows: [0, 1],
  });
  alive('routes.shadow.max-body-bytes', 'bounds the bodies that are copied', {
    off: shadow('buffer-body #true'),
    on: shadow('buffer-body #true; max-body-bytes 3'),
    see: copies(1, { method: 'POST', body: 'four' }),
    shows: [1, 0],
  });
  alive('routes.shadow.max-in-flight', 'bounds the copies under way', {
    off: shadow(''),
    on: shadow('max-in-flight 3'),
    see: copies(10),
    shows: [10, 3],
  });

  test('shows what became of the copies on the page of the upstreams', async () => {
    const page = 'route "page" { matches { path "/-/upstreams" }; builtin-handler "upstreams" }';
    const stage = await Stage.of({ ...shadow('max-in-flight 2'), routes: page });
    await copies(3)(stage);

    const { text } = await stage.ask({ target: '/-/upstreams', host: 'localhost' });

    const { shadows } = JSON.parse(text) as { shadows: readonly Readonly<Record<string, unknown>>[] };
    const { route_id, upstream, in_flight, breaker, sent, skipped_busy } = shadows[0]!;
    assert.deepEqual([route_id, upstream, in_flight, breaker, sent, skipped_busy], ['all', 'copy', 2, 'closed', 2, 1]);
  });

  test('answers as the first upstream does, also while copies stall or fail', async () => {
    const stage = await Stage.of(shadow(''));
    stage.origin = (call) => {
      if (call.request.address.host === 'a.test') call.answer(200, new BytesBody('main'));
      else if (stage.calls.length > 4) call.refuse();
    };

    const answers = await stage.times(5);

    assert.deepEqual(
      answers.map(({ status, text }) => [status, text]),
      Array.from({ length: 5 }, () => [200, 'main']),
    );
  });

  test('goes on after a reload, with what was under way', async () => {
    const stage = await Stage.of(shadow(''));
    await copies(1)(stage);
    const next = await Stage.of(shadow('', 'next'));

    stage.engine.replace(next.plan);
    stage.calls.find(({ request }) => request.address.host === 'copy.test')!.answer(200);
    await settled();

    assert.equal(stage.plan.upstreams.get('copy')!.targets[0]!.inFlight, 0);
  });

  test('is refused where it could never be, or would go round', async () => {
    await assert.rejects(Stage.of(shadow('', 'app')), /"app" is the upstream of the route itself/);
    await assert.rejects(Stage.of(shadow('', 'cpy')), /there is no upstream "cpy".*did you mean "copy"/s);
    await assert.rejects(Stage.of(shadow('methods "get"')), /a method such as "GET"/);
    await assert.rejects(
      Stage.of({ ...shadow(''), answers: 'builtin-handler "health"' }),
      /"shadow" has no effect without an upstream/,
    );
  });
});
