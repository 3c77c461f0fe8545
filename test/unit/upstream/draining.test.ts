import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Routed } from '../../../shared/engine/exchange.ts';
import { roundRobin } from '../../../shared/upstream/balancers/round-robin.ts';
import type { Target } from '../../../shared/upstream/target.ts';
import { Upstream } from '../../../shared/upstream/upstream.ts';
import { type FoundUpstream, found, foundUpstream } from '../../support/discovery.ts';
import { routedExchange } from '../../support/exchange.ts';
import { FakeTime } from '../../support/fake-time.ts';
import { FakeCall } from '../../support/fake-transport.ts';
import { SeededRandom } from '../../support/seeded-random.ts';

const answered = { kind: 'answered', status: 200, tookMs: 1 } as const;
const ill = { ok: false, reason: 'status 503' } as const;
const checks = { healthyThreshold: 1, unhealthyThreshold: 1, initial: 'healthy', panicPercent: 0 } as const;
const drainMs = 300_000;

/** An upstream that drains, with a request under way to its first target. */
class UnderWay {
  readonly found: FoundUpstream;
  readonly exchange: Routed = routedExchange();
  readonly target: Target;
  readonly call: FakeCall;

  constructor(...hosts: readonly string[]) {
    const time = new FakeTime();
    this.found = foundUpstream({ checks, drain: { timeoutMs: drainMs, timers: time } }, 'round-robin', time);
    this.upstream.discover(found(...hosts));
    [this.target, this.call] = this.send(this.exchange);
  }

  get upstream(): Upstream {
    return this.found.upstream;
  }

  send(exchange: Routed): readonly [Target, FakeCall] {
    const target = this.upstream.pick(exchange, [])!;
    const call = new FakeCall({} as never);
    call.response.catch(() => {});
    this.upstream.carry(exchange, target, call);
    return [target, call];
  }

  pass(ms: number): void {
    this.found.time.advance(ms);
  }

  /** Why the request was broken off. */
  get end(): string | undefined {
    return this.call.cancelled[0]?.code;
  }
}

describe('Draining', () => {
  test('breaks requests off that are under way to a removed target for too long', () => {
    const underWay = new UnderWay('a', 'b');
    underWay.upstream.discover(found('b'));

    underWay.pass(drainMs - 1000);
    const before = underWay.end;
    underWay.pass(2000);

    assert.deepEqual([before, underWay.end], [undefined, 'target_drained']);
    assert.deepEqual(underWay.found.changes.map(({ what, target, reason }) => [what, target, reason]).at(-1), [
      'drained',
      'a:80',
      '1 under way took longer than drain-timeout-secs',
    ]);
  });

  test('leaves those alone that end in time, and tells of nothing then', () => {
    const underWay = new UnderWay('a', 'b');
    underWay.upstream.discover(found('b'));
    underWay.upstream.release(underWay.exchange, underWay.target, answered);
    underWay.pass(2 * drainMs);

    assert.equal(underWay.end, undefined);
    assert.ok(underWay.found.changes.every(({ what }) => what !== 'drained'));
  });

  test('leaves those alone whose target is back', () => {
    const underWay = new UnderWay('a', 'b');
    underWay.upstream.discover(found('b'));
    underWay.pass(drainMs / 2);
    underWay.upstream.discover(found('a', 'b'));
    underWay.pass(drainMs);

    assert.equal(underWay.end, undefined);
  });

  test('breaks requests off to a target that checks find unhealthy', () => {
    const underWay = new UnderWay('a', 'b');
    underWay.upstream.noteCheck(underWay.target, ill);
    underWay.pass(drainMs + 1000);

    assert.equal(underWay.end, 'target_drained');
  });

  test('gives them all the time there is once checks find it healthy again', () => {
    const underWay = new UnderWay('a', 'b');
    underWay.upstream.noteCheck(underWay.target, ill);
    underWay.pass(drainMs / 2);
    underWay.upstream.noteCheck(underWay.target, { ok: true });
    underWay.upstream.noteCheck(underWay.target, ill);
    underWay.pass(drainMs - 1000);
    const before = underWay.end;
    underWay.pass(2000);

    assert.deepEqual([before, underWay.end], [undefined, 'target_drained']);
  });

  test('counts the requests of a target that stays as one over a change of targets', () => {
    const underWay = new UnderWay('a', 'b');
    underWay.upstream.discover(found('a', 'c'));
    underWay.upstream.discover(found('c'));
    underWay.pass(drainMs + 1000);

    assert.equal(underWay.end, 'target_drained');
  });

  test('breaks off what a reload leaves without its target', () => {
    const underWay = new UnderWay('a', 'b');
    const { time } = underWay.found;
    const next = new Upstream(
      {
        ...{ name: 'app', targets: [], balancer: roundRobin },
        ...{ balancerOptions: {}, passiveHealth: undefined, drain: { timeoutMs: 1000, timers: time } },
      },
      { clock: time, random: new SeededRandom(1) },
    );
    next.adopt(underWay.upstream);
    underWay.pass(2000);

    assert.equal(underWay.end, 'target_drained');
  });
});
