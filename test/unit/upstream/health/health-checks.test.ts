import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RunningJobs } from '../../../../shared/platform/running-jobs.ts';
import { roundRobin } from '../../../../shared/upstream/balancers/round-robin.ts';
import { HealthChecks } from '../../../../shared/upstream/health/health-checks.ts';
import type { Probe } from '../../../../shared/upstream/health/probe.ts';
import { ProbePlaces } from '../../../../shared/upstream/health/probe-places.ts';
import type { CheckResult } from '../../../../shared/upstream/health/target-check.ts';
import { Upstream } from '../../../../shared/upstream/upstream.ts';
import { found, foundUpstream, settle } from '../../../support/discovery.ts';
import { FakeTime } from '../../../support/fake-time.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';
import { targetsOf } from '../../../support/targets.ts';

/** Checks of so many targets that end when the test says so. */
class Played {
  readonly time = new FakeTime();
  readonly upstream: Upstream;
  readonly checks: HealthChecks;
  readonly asked: { readonly name: string; end(result: CheckResult): void; fail(error: Error): void }[] = [];

  constructor(targets: number, places = 100) {
    const checks = { healthyThreshold: 1, unhealthyThreshold: 1, initial: 'healthy', panicPercent: 0 } as const;
    this.upstream = new Upstream(
      {
        ...{ name: 'app', targets: targetsOf(Array(targets).fill(1)), balancer: roundRobin, balancerOptions: {} },
        ...{ passiveHealth: undefined, checks },
      },
      { clock: this.time, random: new SeededRandom(1) },
    );
    const probe: Probe = {
      ask: ({ name }) =>
        new Promise((end, fail) => {
          this.asked.push({ name, end, fail });
        }),
    };
    this.checks = new HealthChecks({
      ...{ upstream: this.upstream, probe, intervalMs: 1000, jitterShare: 0, longestMs: 1000 },
      ...{ places: new ProbePlaces(places), timers: this.time, clock: this.time, random: new SeededRandom(1) },
    });
  }

  async pass(ms: number): Promise<void> {
    this.time.advance(ms);
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
  }
}

describe('HealthChecks', () => {
  test('never asks a target again before it has answered', async () => {
    const played = new Played(1);
    played.checks.start();
    await played.pass(10_000);
    const before = played.asked.length;
    played.asked[0]!.end({ ok: true });
    await played.pass(0);
    await played.pass(40);

    assert.deepEqual([before, played.asked.length], [1, 2]);
  });

  test('asks no more targets at once than there are places, and each in its turn', async () => {
    const played = new Played(5, 2);
    played.checks.start();
    await played.pass(20);
    const first = played.asked.map(({ name }) => name);
    for (let i = 0; i < 4; i += 1) {
      played.asked[i]!.end({ ok: true });
      await played.pass(0);
    }

    assert.deepEqual(first, ['t0:80', 't1:80']);
    assert.deepEqual(
      played.asked.slice(0, 5).map(({ name }) => name),
      ['t0:80', 't1:80', 't2:80', 't3:80', 't4:80'],
    );
  });

  test('takes whatever goes wrong for a bad answer', async () => {
    const played = new Played(1);
    played.checks.start();
    await played.pass(20);
    played.asked[0]!.fail(new Error('odd'));
    await played.pass(0);

    assert.equal(played.upstream.states()[0]!.check?.healthy, false);
  });

  test('asks nothing and learns nothing once it has been stopped, and gives its places back', async () => {
    const played = new Played(2, 1);
    const jobs = new RunningJobs();
    jobs.replace([played.checks]);
    await played.pass(20);
    jobs.stop();
    played.asked[0]!.end({ ok: false, reason: 'late' });
    await played.pass(60_000);

    assert.equal(played.asked.length, 1);
    assert.equal(played.upstream.states()[0]!.check?.healthy, true);
  });

  test('asks once after a jump of the clock, and goes on as before', async () => {
    const played = new Played(1);
    played.checks.start();
    await played.pass(20);
    played.asked[0]!.end({ ok: true });
    await played.pass(0);
    played.time.jump(3_600_000);
    await played.pass(0);
    played.asked[1]!.end({ ok: true });
    await played.pass(900);

    assert.equal(played.asked.length, 2);
  });

  test('asks new targets at once, those that stay when it is their turn, and those that are gone no more', async () => {
    const { upstream, time } = foundUpstream({
      checks: { healthyThreshold: 1, unhealthyThreshold: 1, initial: 'healthy', panicPercent: 0 },
    });
    const asked: string[] = [];
    const random = new SeededRandom(1);
    const checks = new HealthChecks({
      ...{ upstream, intervalMs: 1000, jitterShare: 0, longestMs: 1000, places: new ProbePlaces(9) },
      ...{ timers: time, clock: time, random },
      probe: {
        async ask({ name }) {
          asked.push(name);
          return { ok: name !== 'b:80', reason: 'ill' };
        },
      },
    });
    const pass = async (ms: number) => {
      time.advance(ms);
      await settle();
    };
    checks.start();
    upstream.discover(found('a', 'b'));
    await pass(20);
    upstream.discover(found('b', 'c'));
    await pass(500);
    const soon = [...asked];
    await pass(560);

    assert.deepEqual(
      [soon, asked.slice(3)],
      [
        ['a:80', 'b:80', 'c:80'],
        ['b:80', 'c:80'],
      ],
    );
    assert.deepEqual(
      upstream.states().map(({ check }) => check?.healthy),
      [false, true],
    );
  });
});
