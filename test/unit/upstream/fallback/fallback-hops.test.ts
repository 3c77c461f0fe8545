import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../../shared/errors/fault.ts';
import type { Fallback } from '../../../../shared/upstream/fallback/fallback.ts';
import { forward } from '../../../../shared/upstream/forwarding.ts';
import type { Leg } from '../../../../shared/upstream/leg.ts';
import { ProxiedRequest } from '../../../../shared/upstream/proxied-request.ts';
import type { Taken } from '../../../../shared/upstream/taken.ts';
import type { RequestOptions } from '../../../support/exchange.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';
import type { FakeCall } from '../../../support/fake-transport.ts';
import { type LegOptions, legOf, placesAt, proxiedExchange } from '../../../support/leg.ts';
import { ManualBody } from '../../http/manual-body.ts';
import { bytes, RecordingSink, settled } from '../../http/recording-sink.ts';

interface SceneOptions extends RequestOptions {
  readonly body?: ManualBody;
  readonly triggers?: Partial<Fallback['triggers']>;
  readonly fallback?: Partial<Omit<Fallback, 'triggers' | 'legs'>>;
  readonly legs?: readonly LegOptions[];
  readonly skipIfUnhealthy?: boolean;
  /** Upstreams whose only target is out of service when the request comes. */
  readonly out?: readonly string[];
}

const triggers: Fallback['triggers'] = {
  ...{ onHealthFailure: true, onConnectionError: true, onErrorCodes: new Set([503]) },
  onLatencyThresholdMs: undefined,
};

/** Three upstreams `a`, `b`, `c` of one target each, which the route turns to in this order. */
class Scene {
  readonly platform = new FakePlatform();
  readonly legs: readonly Leg[];
  readonly exchange;
  readonly taken: Promise<Taken>;

  constructor(options: SceneOptions = {}) {
    const { out = [], legs = [], skipIfUnhealthy = false, fallback, ...request } = options;
    this.legs = ['a', 'b', 'c'].map((name, i) =>
      legOf(this.platform, { name, targets: 1, retry: { maxAttempts: 1 }, passiveHealth: ejectAtOnce, ...legs[i] }),
    );
    for (const { upstream } of this.legs) {
      if (!out.includes(upstream.name)) continue;
      const { exchange } = proxiedExchange();
      upstream.release(exchange, upstream.pick(exchange, [])!, { kind: 'refused', tookMs: 1 });
    }
    this.exchange = proxiedExchange(request).exchange;
    const [first, ...others] = this.legs;
    this.taken = forward(this.exchange, new ProxiedRequest(this.exchange, 1000), {
      first: first!,
      fallback: {
        ...{ maxUpstreams: 3, retryNonIdempotent: false, reveal: false, ...fallback },
        triggers: { ...triggers, ...options.triggers },
        legs: others.map((leg) => ({ leg, skipIfUnhealthy })),
      },
      ...{ shadow: undefined, maxReplayBytes: 1000 },
    });
    this.taken.catch(() => {});
  }

  get calls(): readonly FakeCall[] {
    return this.platform.transport.calls;
  }

  get reached(): readonly string[] {
    return this.calls.map(({ request }) => request.address.host);
  }

  /** What the latest call does, and what comes of it. */
  async plays(deed: (call: FakeCall) => void): Promise<void> {
    deed(this.platform.transport.call);
    await settled();
  }
}

const resets = (call: FakeCall) => call.fail(new Fault('upstream_reset'));
const refuses = (call: FakeCall) => call.refuse();
const answers = (status: number) => (call: FakeCall) => call.answer(status);

describe('fallback', () => {
  test('turns to the others in their order, each once', async () => {
    const scene = new Scene();

    await scene.plays(refuses);
    await scene.plays(resets);
    await scene.plays(resets);

    await assert.rejects(scene.taken, { code: 'upstream_reset' });
    assert.deepEqual(scene.reached, ['a0', 'b0', 'c0']);
    assert.deepEqual(scene.legs.map(placesAt), [[0], [0], [0]]);
  });

  test('notes where the request came from, where it went and why', async () => {
    const scene = new Scene();

    await scene.plays(refuses);
    await scene.plays(answers(503));
    await scene.plays(answers(200));

    assert.equal((await scene.taken).upstream.name, 'c');
    assert.deepEqual(scene.exchange.fallback, { from: 'a', reason: 'error_code_503' });
    assert.deepEqual(
      scene.exchange.attempts.map(({ upstream }) => upstream),
      ['a', 'b', 'c'],
    );
  });

  test('tells each of its reasons', async () => {
    const reasonAfter = async (deed: (call: FakeCall) => void, options?: SceneOptions) => {
      const scene = new Scene(options);
      await scene.plays(deed);
      return scene.exchange.fallback?.reason;
    };

    assert.equal(await reasonAfter(refuses), 'connection_error_upstream_refused');
    assert.equal(await reasonAfter(answers(503)), 'error_code_503');
    assert.equal(await reasonAfter(answers(500)), undefined);
    assert.equal(await reasonAfter(answers(200), { out: ['a'] }), 'health_check_failed');
    assert.equal(await reasonAfter(() => {}, { legs: [{ targets: 0 }] }), 'health_check_failed');
  });

  test('stays where it is when a trigger is off', async () => {
    const scenes = [
      new Scene({ triggers: { onConnectionError: false } }),
      new Scene({ triggers: { onErrorCodes: new Set() } }),
      new Scene({ triggers: { onHealthFailure: false }, out: ['a'] }),
    ];

    await scenes[0]!.plays(refuses);
    await scenes[1]!.plays(answers(503));
    await scenes[2]!.plays(answers(200));

    await assert.rejects(scenes[0]!.taken, { code: 'upstream_refused' });
    assert.equal((await scenes[1]!.taken).response.head.status, 503);
    for (const { reached } of scenes) assert.deepEqual(reached, ['a0']);
  });

  test('uses up the tries of one upstream before it turns to the next', async () => {
    const scene = new Scene({ legs: [{ targets: 2, retry: { maxAttempts: 2 } }] });

    await scene.plays(resets);
    await scene.plays(resets);
    await scene.plays(answers(200));

    assert.deepEqual(scene.reached, ['a0', 'a1', 'b0']);
  });

  test('stops at the most upstreams it may try, with the answer of the last', async () => {
    const scene = new Scene({ fallback: { maxUpstreams: 2 } });

    await scene.plays(answers(503));
    await scene.plays(answers(503));

    assert.equal((await scene.taken).upstream.name, 'b');
    assert.deepEqual(scene.reached, ['a0', 'b0']);
    assert.deepEqual(scene.legs.map(placesAt), [[0], [1], [0]]);
  });

  test('does not send a POST on that an upstream may have seen', async () => {
    const broken = new Scene({ method: 'POST' });
    const answered = new Scene({ method: 'POST' });

    await broken.plays(resets);
    await answered.plays(answers(503));

    await assert.rejects(broken.taken, { code: 'upstream_reset' });
    assert.equal((await answered.taken).response.head.status, 503);
    assert.deepEqual([broken.reached, answered.reached], [['a0'], ['a0']]);
  });

  test('sends a POST on that nobody has seen, and any where it may', async () => {
    const unseen = new Scene({ method: 'POST' });
    const allowed = new Scene({ method: 'POST', fallback: { retryNonIdempotent: true } });

    await unseen.plays(refuses);
    await allowed.plays(resets);

    assert.deepEqual(unseen.reached, ['a0', 'b0']);
    assert.deepEqual(allowed.reached, ['a0', 'b0']);
  });

  test('sends the same body on, and states the error of one that was too large to keep', async () => {
    const small = new Scene({ method: 'PUT', body: new ManualBody() });
    const large = new ManualBody();
    const tooLarge = new Scene({ method: 'PUT', body: large });
    const sink = new RecordingSink();

    for (const scene of [small, tooLarge]) scene.calls[0]!.request.body!.start(new RecordingSink());
    (small.exchange.body as ManualBody).sink.write(bytes('payload'));
    large.sink.write(new Uint8Array(1001));
    await small.plays(resets);
    await tooLarge.plays(resets);
    small.calls[1]!.request.body!.start(sink);
    (small.exchange.body as ManualBody).sink.end();

    assert.deepEqual(sink.events, ['write:payload', 'end']);
    await assert.rejects(tooLarge.taken, { code: 'upstream_reset' });
    assert.equal(large.cancelled.length, 1);
  });

  test('passes over upstreams without a healthy target, where it is told to', async () => {
    const passes = new Scene({ out: ['b'], skipIfUnhealthy: true });
    const tries = new Scene({ out: ['b'] });

    await passes.plays(refuses);
    await tries.plays(refuses);

    assert.deepEqual(passes.reached, ['a0', 'c0']);
    assert.deepEqual(tries.reached, ['a0', 'b0']);
  });

  test('tries an unhealthy upstream after all when there is no other', async () => {
    const scene = new Scene({ out: ['a', 'b', 'c'], skipIfUnhealthy: true });

    await scene.plays(answers(200));

    assert.equal((await scene.taken).upstream.name, 'a');
    assert.equal(scene.exchange.fallback, undefined);
  });

  test('cancels an upstream that is too slow and goes on, once', async () => {
    const scene = new Scene({ triggers: { onLatencyThresholdMs: 500 } });

    scene.platform.time.advance(520);
    await settled();
    await scene.plays(answers(200));

    assert.equal((await scene.taken).upstream.name, 'b');
    assert.equal(scene.calls[0]!.cancelled[0]!.code, 'upstream_first_byte_timeout');
    assert.match(scene.exchange.fallback!.reason, /^latency_threshold_5\d\dms_exceeded_500ms$/);
    scene.platform.time.advance(5000);
    assert.equal(scene.calls[1]!.cancelled.length, 0);
    assert.deepEqual(scene.legs.map(placesAt), [[0], [1], [0]]);
  });

  test('lets the last upstream take its time', async () => {
    const scene = new Scene({ triggers: { onLatencyThresholdMs: 500 }, fallback: { maxUpstreams: 2 } });

    for (let i = 0; i < 3; i += 1) {
      scene.platform.time.advance(1000);
      await settled();
    }
    await scene.plays(answers(200));

    assert.deepEqual(scene.reached, ['a0', 'b0']);
    assert.equal((await scene.taken).upstream.name, 'b');
  });

  test('waits on for a slow upstream that the request cannot be taken from', async () => {
    const scene = new Scene({ method: 'POST', triggers: { onLatencyThresholdMs: 500 } });

    scene.platform.time.advance(1000);
    await settled();
    await scene.plays(answers(200));

    assert.equal((await scene.taken).upstream.name, 'a');
  });

  test('does not blame an upstream for a client that is slow to send', async () => {
    const body = new ManualBody();
    const scene = new Scene({ method: 'PUT', body, triggers: { onLatencyThresholdMs: 500 } });
    scene.calls[0]!.request.body!.start(new RecordingSink());
    body.sink.write(bytes('pay'));

    scene.platform.time.advance(2000);
    await settled();
    assert.deepEqual(scene.reached, ['a0']);
    body.sink.end();
    scene.platform.time.advance(600);
    await settled();

    assert.deepEqual(scene.reached, ['a0', 'b0']);
  });

  test('breaks off a wait between tries that takes too long', async () => {
    const retry = { maxAttempts: 3, backoffMs: 60_000, maxBackoffMs: 60_000 };
    const scene = new Scene({ triggers: { onLatencyThresholdMs: 500 }, legs: [{ retry }] });

    await scene.plays(resets);
    scene.platform.time.advance(520);
    await settled();

    assert.deepEqual(scene.reached, ['a0', 'b0']);
  });

  test('ends when the client leaves, and turns to nobody', async () => {
    const scene = new Scene();

    scene.exchange.abort(new Fault('client_left'));

    await assert.rejects(scene.taken, { code: 'client_left' });
    assert.deepEqual(scene.reached, ['a0']);
    assert.deepEqual(scene.legs.map(placesAt), [[0], [0], [0]]);
  });

  test('ends when the time of the request is over', async () => {
    const scene = new Scene();
    await scene.plays(refuses);

    scene.exchange.abort(new Fault('total_timeout'));

    await assert.rejects(scene.taken, { code: 'total_timeout' });
    assert.deepEqual(scene.reached, ['a0', 'b0']);
  });

  test('cancels the body of an answer that is not taken', async () => {
    const scene = new Scene();
    const body = new ManualBody();

    await scene.plays((call) => call.answer(503, body));

    assert.equal(body.cancelled.length, 1);
    assert.deepEqual(scene.reached, ['a0', 'b0']);
  });

  test('asks each upstream with its own timeouts, target and Host', async () => {
    const timeouts = { connectMs: 10, firstByteMs: 20, readMs: 30, writeMs: 40 };
    const scene = new Scene({ legs: [{}, { timeouts, host: { fixed: 'b.internal' } }] });

    await scene.plays(refuses);

    const { request } = scene.calls[1]!;
    assert.deepEqual(request.timeouts, timeouts);
    assert.equal(request.head.authority, 'b.internal');
    assert.equal(scene.calls[0]!.request.head.authority, 'a0');
  });

  test('serves two requests at once, each with a way of its own', async () => {
    const platform = new FakePlatform();
    const [first, other] = ['a', 'b'].map((name) => legOf(platform, { name, targets: 1, retry: { maxAttempts: 1 } }));
    const legs = [{ leg: other!, skipIfUnhealthy: false }];
    const fallback = { ...{ maxUpstreams: 2, retryNonIdempotent: false, reveal: false }, triggers, legs };
    const ask = () => {
      const { exchange } = proxiedExchange();
      const forwarding = { first: first!, fallback, shadow: undefined, maxReplayBytes: undefined };
      return { exchange, taken: forward(exchange, new ProxiedRequest(exchange, undefined), forwarding) };
    };

    const [one, two] = [ask(), ask()];
    platform.transport.calls[0]!.answer(200);
    platform.transport.calls[1]!.answer(503);
    await settled();
    platform.transport.calls[2]!.answer(201);

    assert.equal((await one.taken).response.head.status, 200);
    assert.equal((await two.taken).response.head.status, 201);
    assert.deepEqual([one.exchange.fallback, two.exchange.fallback?.from], [undefined, 'a']);
  });

  describe('with a look at the answers', () => {
    const broken = { fault: new Fault('upstream_body_broken'), reason: 'broken_before_content' };

    test('goes on where the look finds a fault, and takes what it gives back', async () => {
      const seen: string[] = [];
      const scene = new Scene({
        fallback: {
          inspect: async ({ response, upstream }) => {
            seen.push(upstream.name);
            return upstream.name === 'a' ? broken : { ...response, reused: true };
          },
        },
      });

      await scene.plays(answers(200));
      await scene.plays(answers(200));

      const taken = await scene.taken;
      assert.deepEqual(seen, ['a', 'b']);
      assert.equal(taken.upstream.name, 'b');
      assert.equal(taken.response.reused, true);
      assert.equal(scene.exchange.fallback?.reason, 'broken_before_content');
      assert.deepEqual(scene.legs.map(placesAt), [[0], [1], [0]]);
    });

    test('takes the answer of the last upstream as it is', async () => {
      const scene = new Scene({ fallback: { maxUpstreams: 2, inspect: async () => broken } });

      await scene.plays(answers(200));
      await scene.plays(answers(200));

      assert.equal((await scene.taken).upstream.name, 'b');
    });
  });
});

const ejectAtOnce = {
  ...{ consecutiveFailures: 1, failureRate: 1, minRequests: 1, windowMs: 1000, ejectionMs: 1000 },
  maxEjectedPercent: 100,
};
