import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Advice, adviceOn } from '../../shared/config/lint/advice-on.ts';
import { Fault } from '../../shared/errors/fault.ts';
import type { FakeCall } from '../support/fake-transport.ts';
import { settled } from '../support/http1/served.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import { type Ask, Stage } from './stage.ts';

const eject = 'passive-health { consecutive-failures 1; max-ejected-percent 100 }';
const one = 'fallback-upstream "other"';

/** A route to `a.test` whose fallback is as `text` says, with two more upstreams. */
function fallback(text: string, more: Partial<Slots> = {}): Slots {
  const upstreams = `
    upstream "other" { target "b.test:80"; ${eject} }
    upstream "third" { target "c.test:80"; ${eject} }`;
  return { upstream: eject, upstreams, route: `fallback { ${text} }`, ...more };
}

const resets = (call: FakeCall): void => {
  call.request.body?.cancel(new Fault('upstream_reset'));
  call.fail(new Fault('upstream_reset'));
};

/** The targets reached by one request, where targets of these hosts fail. */
const reached =
  (failing: readonly string[], ask: Ask = {}, fails = resets) =>
  async (stage: Stage): Promise<readonly string[]> => {
    stage.origin = (call) => (failing.includes(call.request.address.host) ? fails(call) : call.answer(200));
    await stage.ask(ask);
    return stage.reached;
  };

const a = ['a.test'];
const ab = ['a.test', 'b.test'];
const abc = [...ab, 'c.test'];

describe('fallback', () => {
  alive('routes.fallback.upstreams.id', 'names where requests go in place of the first', {
    off: fallback('fallback-upstream "other"'),
    on: fallback('fallback-upstream "third"'),
    see: reached(a),
    shows: [ab, ['a.test', 'c.test']],
  });
  alive('routes.fallback.max-attempts', 'bounds the upstreams that are tried', {
    off: fallback(`${one}; fallback-upstream "third"`),
    on: fallback(`max-attempts 2; ${one}; fallback-upstream "third"`),
    see: reached(abc),
    shows: [abc, ab],
  });
  alive('routes.fallback.upstreams.skip-if-unhealthy', 'passes over an upstream without a healthy target', {
    off: fallback(`${one}; fallback-upstream "third"`),
    on: fallback('fallback-upstream "other" { skip-if-unhealthy #true }; fallback-upstream "third"'),
    see: async (stage) => {
      // The first request finds both failing.
      await reached(ab)(stage);
      const before = stage.calls.length;
      await reached(ab)(stage);
      return stage.reached.slice(before);
    },
    shows: [['b.test', 'c.test'], ['c.test']],
  });
  alive('routes.fallback.triggers.on-health-failure', 'sends requests past an upstream that is out of service', {
    off: fallback(`triggers { on-health-failure #false }; ${one}`),
    on: fallback(`triggers { on-health-failure #true }; ${one}`),
    see: async (stage) => {
      await reached(a)(stage);
      await reached([])(stage);
      return stage.reached.slice(2);
    },
    shows: [['a.test'], ['b.test']],
  });
  alive('routes.fallback.triggers.on-connection-error', 'is what a broken connection is', {
    off: fallback(`triggers { on-connection-error #false }; ${one}`),
    on: fallback(`triggers { on-connection-error #true }; ${one}`),
    see: reached(a),
    shows: [a, ab],
  });
  alive('routes.fallback.triggers.on-error-codes', 'are the statuses that count as failures', {
    off: fallback(`triggers { on-error-codes 503 }; ${one}`),
    on: fallback(`triggers { on-error-codes 429 503 }; ${one}`),
    see: reached(a, {}, (call) => call.answer(429)),
    shows: [a, ab],
  });
  alive('routes.fallback.triggers.on-latency-threshold-ms', 'bounds the wait for one upstream', {
    off: fallback(one),
    on: fallback(`triggers { on-latency-threshold-ms 500 }; ${one}`),
    see: async (stage) => {
      stage.origin = () => {};
      void stage.ask();
      await settled();
      stage.platform.time.advance(600);
      await settled();
      return stage.reached;
    },
    shows: [a, ab],
  });
  alive('routes.fallback.retry-non-idempotent', 'lets POST go on that the first upstream may have seen', {
    off: fallback(one),
    on: fallback(`retry-non-idempotent #true; ${one}`),
    see: reached(a, { method: 'POST' }),
    shows: [a, ab],
  });
  alive('routes.fallback.max-replay-bytes', 'bounds the bodies that go on', {
    off: fallback(one),
    on: fallback(`max-replay-bytes 3; ${one}`),
    see: reached(a, { method: 'PUT', body: 'four' }, (call) =>
      call.request.body?.start({ write: () => true, end: () => resets(call), fail() {} }),
    ),
    shows: [ab, a],
  });
  alive('routes.fallback.reveal', 'tells clients where the answer came from', {
    off: fallback(one),
    on: fallback(`reveal #true; ${one}`),
    see: async (stage) => {
      stage.origin = (call) => (call.request.address.host === 'a.test' ? resets(call) : call.answer(200));
      const { headers } = await stage.ask();
      return fields.map((name) => headers.get(name));
    },
    shows: [
      [undefined, undefined, undefined, undefined],
      ['true', 'other', 'connection_error_upstream_reset', 'app'],
    ],
  });

  test('is told in the access log, with the upstream that answered', async () => {
    const stage = await Stage.of(fallback(one, { logging: 'access-log { file "stdout" }' }));

    await reached(a)(stage);

    const [line] = stage.logged('access');
    assert.deepEqual(
      [line!['upstream'], line!['upstream_addr'], line!['fallback_from'], line!['fallback_reason']],
      ['other', 'b.test:80', 'app', 'connection_error_upstream_reset'],
    );
    const failed = stage.logged('error').find(({ message }) => message === 'A try at a target failed.');
    assert.equal(failed!['upstream'], 'app');
  });

  test('reveals nothing that an upstream says of itself, and nothing where there was none', async () => {
    const stage = await Stage.of(fallback(`reveal #true; ${one}`));
    stage.origin = (call) => call.answer(200, null, { 'x-fallback-used': 'true', 'x-fallback-upstream': 'inner' });

    const { headers } = await stage.ask();

    assert.deepEqual(
      fields.map((name) => headers.get(name)),
      [undefined, undefined, undefined, undefined],
    );
  });

  test('is advised against where it may have an effect twice', async () => {
    const { config } = await Stage.of(fallback(`retry-non-idempotent #true; ${one}`));
    const plain = await Stage.of(fallback(one));

    const about = (all: readonly Advice[]) => all.filter(({ path }) => path === 'routes.all.fallback').length;
    assert.deepEqual([about(adviceOn(config)), about(adviceOn(plain.config))], [1, 0]);
  });

  test('goes on as it began when the configuration is replaced in the middle', async () => {
    const stage = await Stage.of(fallback(one));
    const next = await Stage.of(fallback('fallback-upstream "third"'));
    stage.origin = () => {};
    const answer = stage.ask();
    await settled();

    stage.engine.replace(next.plan);
    resets(stage.calls[0]!);
    await settled();
    stage.calls[1]!.answer(200);

    assert.equal((await answer).status, 200);
    assert.deepEqual(stage.reached, ab);
    assert.equal(stage.plan.upstreams.get('other')!.targets[0]!.inFlight, 0);
  });

  test('ends with the time of the request', async () => {
    const stage = await Stage.of(
      fallback(`triggers { on-latency-threshold-ms 500 }; ${one}`, {
        upstream: 'timeouts { request 1 }',
      }),
    );
    stage.origin = () => {};
    const answer = stage.ask();
    for (let i = 0; i < 3; i += 1) {
      await settled();
      stage.platform.time.advance(500);
    }

    assert.equal((await answer).status, 504);
    assert.equal(stage.logged('error').at(-1)!['code'], 'total_timeout');
    assert.deepEqual(stage.reached, ab);
  });

  test('is refused where it could never be, or would go round', async () => {
    const refuses = (text: string, message: RegExp) => assert.rejects(Stage.of(fallback(text)), message);

    await refuses('', /no other upstream is named/);
    await refuses('fallback-upstream "othr"', /there is no upstream "othr".*did you mean "other"/s);
    await refuses('fallback-upstream "app"', /"app" is the upstream of the route itself/);
    await refuses(`${one}; ${one}`, /"other" is named twice/);
    await refuses(
      `triggers { on-health-failure #false; on-connection-error #false }; ${one}`,
      /nothing makes the next upstream be tried/,
    );
    await refuses(
      'fallback-upstream "other" { provider "openai" }',
      /"provider" has no effect on a route without "inference"/,
    );
    await refuses(`triggers { on-budget-exhausted #true }; ${one}`, /"on-budget-exhausted" has no effect on a route/);
    await assert.rejects(
      Stage.of({ ...fallback(one), answers: 'builtin-handler "health"', routes: '' }),
      /"fallback" has no effect without an upstream/,
    );
  });
});

const fields = ['x-fallback-used', 'x-fallback-upstream', 'x-fallback-reason', 'x-original-upstream'];
