import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { Attempts } from '../../../shared/upstream/attempts.ts';
import { findBalancer } from '../../../shared/upstream/balancers/find-balancer.ts';
import type { Leg } from '../../../shared/upstream/leg.ts';
import { ProxiedRequest } from '../../../shared/upstream/proxied-request.ts';
import { RetryBudget } from '../../../shared/upstream/retry-budget.ts';
import type { RetryPolicy } from '../../../shared/upstream/retry-policy.ts';
import type { Taken } from '../../../shared/upstream/taken.ts';
import { Upstream } from '../../../shared/upstream/upstream.ts';
import { type RequestOptions, routedExchange } from '../../support/exchange.ts';
import { FakePlatform } from '../../support/fake-platform.ts';
import { ManualBody } from '../http/manual-body.ts';
import { bytes, RecordingSink, settled } from '../http/recording-sink.ts';

const policy: RetryPolicy = {
  ...{ maxAttempts: 3, unsentOnly: false, retryableStatusCodes: new Set([503]), backoffMs: 0, maxBackoffMs: 0 },
  ...{ timeoutMs: undefined, perAttemptMs: undefined, retryNonIdempotent: false, maxReplayBytes: 1000 },
};

interface Scene {
  readonly platform: FakePlatform;
  readonly upstream: Upstream;
  readonly exchange: ReturnType<typeof routedExchange>;
  readonly taken: Promise<Taken>;
}

function scene(
  options: RequestOptions & {
    body?: ManualBody;
    targets?: number;
    policy?: Partial<RetryPolicy>;
    budgetMin?: number;
  } = {},
): Scene {
  const platform = new FakePlatform();
  const names = Array.from({ length: options.targets ?? 2 }, (_, i) => `10.0.0.${i + 1}:80`);
  const upstream = new Upstream(
    {
      name: 'app',
      targets: names.map((name) => ({ name, address: addressOf(name), weight: 1, zone: undefined })),
      ...{ balancer: findBalancer('round-robin')!, balancerOptions: {}, passiveHealth: undefined },
    },
    platform,
  );
  const exchange = routedExchange(options);
  exchange.body = options.body ?? null;
  const retry = { ...policy, ...options.policy };
  const leg: Leg = {
    ...{ upstream, platform, retry, host: 'preserve', hedging: undefined },
    timeouts: { connectMs: 1, firstByteMs: 2, readMs: 3, writeMs: 4 },
    budget: new RetryBudget({ percent: 0, min: options.budgetMin ?? 10 }, platform.clock),
  };
  const outgoing = new ProxiedRequest(exchange, retry.maxReplayBytes);
  return { platform, upstream, exchange, taken: new Attempts(exchange, outgoing, leg).run() };
}

function addressOf(name: string) {
  const [host, port] = name.split(':');
  const pool = { maxConnections: 1, maxIdle: 1, idleTimeoutMs: 1, maxLifetimeMs: undefined };
  return { host: host!, port: Number(port), tls: undefined, pool };
}

function targetsOf({ platform }: Scene): string[] {
  return platform.transport.calls.map(({ request }) => request.address.host);
}

describe('attempts', () => {
  test('goes to another target when the first refuses, whatever the method', async () => {
    const scenery = scene({ method: 'POST' });

    scenery.platform.transport.call.refuse();
    await settled();
    scenery.platform.transport.call.answer(200);

    assert.equal((await scenery.taken).response.head.status, 200);
    assert.deepEqual(targetsOf(scenery), ['10.0.0.1', '10.0.0.2']);
  });

  test('goes to each target that was not asked yet, beyond every budget, while none takes the request', async () => {
    const scenery = scene({ targets: 2, budgetMin: 0 });

    scenery.platform.transport.call.refuse();
    await settled();
    scenery.platform.transport.call.refuse();

    await assert.rejects(scenery.taken, { code: 'upstream_refused' });
    assert.deepEqual(targetsOf(scenery), ['10.0.0.1', '10.0.0.2']);
  });

  test('does not wait before it goes to a target that was not asked yet', async () => {
    const scenery = scene({ policy: { backoffMs: 60_000, maxBackoffMs: 60_000 } });

    scenery.platform.transport.call.refuse();
    await settled();

    assert.equal(scenery.platform.transport.calls.length, 2);
    scenery.platform.transport.call.answer(200);
    await scenery.taken;
  });

  test('keeps its budget for what a target may have seen', async () => {
    const scenery = scene({ targets: 3, budgetMin: 1 });

    scenery.platform.transport.call.refuse();
    await settled();
    scenery.platform.transport.call.fail(new Fault('upstream_reset'));
    await settled();
    scenery.platform.transport.call.fail(new Fault('upstream_reset'));

    await assert.rejects(scenery.taken, { code: 'upstream_reset' });
    assert.deepEqual(targetsOf(scenery).sort(), ['10.0.0.1', '10.0.0.2', '10.0.0.3']);
  });

  test('does not repeat a POST that may have reached the target', async () => {
    const scenery = scene({ method: 'POST' });

    scenery.platform.transport.call.fail(new Fault('upstream_reset'));

    await assert.rejects(scenery.taken, { code: 'upstream_reset' });
    assert.equal(scenery.platform.transport.calls.length, 1);
  });

  test('answers with the last status when tries are used up', async () => {
    const scenery = scene({ targets: 1 });

    for (let i = 0; i < 3; i += 1) {
      scenery.platform.transport.call.answer(503);
      await settled();
    }

    assert.equal((await scenery.taken).response.head.status, 503);
    assert.equal(scenery.platform.transport.calls.length, 3);
  });

  test('gives every place back but the one of the answer', async () => {
    const scenery = scene();

    scenery.platform.transport.call.refuse();
    await settled();
    scenery.platform.transport.call.answer(200);
    const taken = await scenery.taken;

    assert.deepEqual(
      scenery.upstream.targets.map(({ inFlight }) => inFlight),
      [0, 1],
    );
    scenery.upstream.release(scenery.exchange, taken.target, taken.outcome);
    assert.equal(taken.target.inFlight, 0);
  });

  test('sends the same body again', async () => {
    const body = new ManualBody();
    const scenery = scene({ method: 'PUT', body });
    const sinks = [new RecordingSink(), new RecordingSink()];

    scenery.platform.transport.call.request.body!.start(sinks[0]!);
    body.sink.write(bytes('payload'));
    scenery.platform.transport.call.fail(new Fault('upstream_reset'));
    await settled();
    scenery.platform.transport.call.request.body!.start(sinks[1]!);
    body.sink.end();
    scenery.platform.transport.call.answer(200);
    await scenery.taken;

    assert.deepEqual(sinks[1]!.events, ['write:payload', 'end']);
  });

  test('does not repeat a body that is larger than what is kept', async () => {
    const body = new ManualBody();
    const scenery = scene({ method: 'PUT', body, policy: { maxReplayBytes: 3 } });

    scenery.platform.transport.call.request.body!.start(new RecordingSink());
    body.sink.write(bytes('payload'));
    scenery.platform.transport.call.fail(new Fault('upstream_reset'));

    await assert.rejects(scenery.taken, { code: 'upstream_reset' });
    assert.equal(body.cancelled.length, 1);
  });

  test('breaks the call off when the request is given up, and tries no more', async () => {
    const scenery = scene();

    scenery.exchange.abort(new Fault('client_left'));

    await assert.rejects(scenery.taken, { code: 'client_left' });
    assert.equal(scenery.platform.transport.calls.length, 1);
    assert.equal(scenery.upstream.targets[0]!.inFlight, 0);
  });

  test('stops waiting for the next try when the request is given up', async () => {
    const scenery = scene({ policy: { backoffMs: 10_000, maxBackoffMs: 10_000 } });

    scenery.platform.transport.call.fail(new Fault('upstream_reset'));
    await settled();
    scenery.exchange.abort(new Fault('client_left'));

    await assert.rejects(scenery.taken, { code: 'client_left' });
    assert.equal(scenery.platform.transport.calls.length, 1);
  });

  test('asks no target twice under a policy for unsent requests only', async () => {
    const scenery = scene({ targets: 1, policy: { unsentOnly: true } });

    scenery.platform.transport.call.refuse();

    await assert.rejects(scenery.taken, { code: 'upstream_refused' });
    assert.equal(scenery.platform.transport.calls.length, 1);
  });

  test('answers that no target is there when there is none', async () => {
    await assert.rejects(scene({ targets: 0 }).taken, { code: 'no_healthy_target' });
  });
});
