import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { roundRobin } from '../../shared/upstream/balancers/round-robin.ts';
import { HealthChecks } from '../../shared/upstream/health/health-checks.ts';
import { ProbePlaces } from '../../shared/upstream/health/probe-places.ts';
import { Upstream } from '../../shared/upstream/upstream.ts';
import { HealthObject } from '../../worker/cloudflare/health/health-object.ts';
import type { SharedVerdict } from '../../worker/cloudflare/health/verdict.ts';
import { FakeHealthStorage } from '../support/fake-health-storage.ts';
import { FakeTime } from '../support/fake-time.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { targetsOf } from '../support/targets.ts';

describe('the object that checks the health of targets', () => {
  let time: FakeTime;
  let storage: FakeHealthStorage;
  let object: HealthObject;
  let asked: string[];
  let ill: Set<string>;

  beforeEach(() => {
    time = new FakeTime();
    storage = new FakeHealthStorage();
    asked = [];
    ill = new Set();
    object = make();
  });

  /** The object as the platform makes it, now or anew. */
  function make(): HealthObject {
    const checks = { healthyThreshold: 1, unhealthyThreshold: 2, initial: 'check-first', panicPercent: 0 } as const;
    const upstream = new Upstream(
      {
        ...{ name: 'app', targets: targetsOf([1, 1]), balancer: roundRobin, balancerOptions: {} },
        ...{ passiveHealth: undefined, checks },
      },
      { clock: time, random: new SeededRandom(1) },
    );
    const probe = {
      async ask({ name }: { readonly name: string }) {
        asked.push(name);
        return ill.has(name) ? ({ ok: false, reason: 'status 503' } as const) : ({ ok: true } as const);
      },
    };
    const job = new HealthChecks({
      ...{ upstream, probe, intervalMs: 10_000, jitterShare: 0, longestMs: 5000, places: new ProbePlaces(9) },
      ...{ timers: time, clock: time, random: new SeededRandom(1) },
    });
    const work = { checks: [job], discoveries: [] };
    return new HealthObject({ storage }, undefined, time, async () => work);
  }

  const listed = async (): Promise<Record<string, string>> => {
    const response = await object.fetch(new Request('http://health/verdicts'));
    const verdicts = (await response.json()) as SharedVerdict[];
    return Object.fromEntries(verdicts.map(({ target, healthy, reason }) => [target, healthy ? 'healthy' : reason]));
  };
  /** Moves the clock to the alarm and lets it ring. */
  async function ring(): Promise<void> {
    time.advance(storage.alarm! - time.now());
    storage.alarm = null;
    await object.alarm();
  }

  test('checks at the first question, answers with what it found, and goes on by its alarm', async () => {
    ill.add('t1:80');
    const first = await listed();
    await ring();

    assert.deepEqual(first, { 't0:80': 'healthy', 't1:80': 'status 503' });
    assert.deepEqual(asked, ['t0:80', 't1:80', 't0:80', 't1:80']);
    assert.equal(storage.alarm! - time.now(), 10_000);
  });

  test('asks no target again for a question that comes between', async () => {
    await Promise.all([listed(), listed()]);
    await listed();

    assert.deepEqual(asked, ['t0:80', 't1:80']);
  });

  test('turns a verdict by its thresholds alone', async () => {
    await listed();
    ill.add('t0:80');
    await ring();
    const once = (await listed())['t0:80'];
    await ring();

    assert.deepEqual([once, (await listed())['t0:80']], ['healthy', 'status 503']);
  });

  test('goes on with its verdicts when the platform makes it anew', async () => {
    await listed();
    ill.add('t0:80');
    object = make();

    assert.deepEqual(await listed(), { 't0:80': 'healthy', 't1:80': 'healthy' });
    assert.equal(asked.length, 2);
  });

  test('lists no verdict that is too old to be believed', async () => {
    await listed();
    object = new HealthObject({ storage }, undefined, time);
    time.advance(40_001);

    assert.deepEqual(await listed(), {});
  });
});
