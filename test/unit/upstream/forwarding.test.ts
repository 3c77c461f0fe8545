import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { isIdempotent } from '../../../shared/http/idempotent.ts';
import { type Forwarding, forward } from '../../../shared/upstream/forwarding.ts';
import { Hedging } from '../../../shared/upstream/hedging/hedging.ts';
import { ProxiedRequest } from '../../../shared/upstream/proxied-request.ts';
import type { Taken } from '../../../shared/upstream/taken.ts';
import { FakePlatform } from '../../support/fake-platform.ts';
import type { FakeCall } from '../../support/fake-transport.ts';
import { legOf, placesAt, proxiedExchange } from '../../support/leg.ts';
import { SeededRandom } from '../../support/seeded-random.ts';
import { settled } from '../http/recording-sink.ts';

const seed = Number(process.env['SEED'] ?? 20_261_122);
const stories = 300;

/** One request with all there is to it, whose targets, client and clock do as chance says. */
class Story {
  readonly platform = new FakePlatform();
  readonly random: SeededRandom;
  readonly method: string;
  readonly forwarding: Forwarding;
  readonly exchange;
  /** Calls that have come to an end, and whether the target may have seen the request. */
  readonly over = new Map<FakeCall, boolean>();
  taken: Taken | undefined;
  fault: Fault | undefined;

  constructor(storySeed: number) {
    this.random = new SeededRandom(storySeed);
    this.method = this.#oneOf(['GET', 'PUT', 'POST']);
    this.exchange = proxiedExchange({ method: this.method }).exchange;
    const { clock } = this.platform;
    const leg = (name: string) =>
      legOf(this.platform, {
        ...{ name, targets: 1 + Math.floor(this.random.next() * 3) },
        retry: { maxAttempts: 3, backoffMs: 50, maxBackoffMs: 100, retryableStatusCodes: new Set([503]) },
        hedging: new Hedging({ after: { ms: 60 }, budget: { percent: 100, min: 10 }, max: 2 }, clock),
      });
    this.forwarding = {
      first: leg('a'),
      fallback: {
        legs: ['b', 'c'].map((name) => ({ leg: leg(name), skipIfUnhealthy: false })),
        triggers: {
          ...{ onHealthFailure: true, onConnectionError: true, onErrorCodes: new Set([503, 500]) },
          onLatencyThresholdMs: 300,
        },
        ...{ maxUpstreams: 3, retryNonIdempotent: false, reveal: false },
      },
      ...{ shadow: undefined, maxReplayBytes: 1000 },
    };
  }

  async play(): Promise<void> {
    const answer = forward(this.exchange, new ProxiedRequest(this.exchange, 1000), this.forwarding).then(
      (taken) => {
        this.taken = taken;
      },
      (error: unknown) => {
        this.fault = Fault.from(error);
      },
    );
    for (let i = 0; i < 400 && !this.taken && !this.fault; i += 1) {
      if (this.random.next() < 0.3) this.platform.time.advance(this.random.next() * 120);
      if (this.random.next() < 0.01) this.exchange.abort(new Fault('client_left'));
      for (const call of this.platform.transport.calls) if (this.random.next() < 0.2) this.#end(call);
      await settled();
    }
    await answer;
    await settled();
    if (this.taken) this.taken.upstream.release(this.exchange, this.taken.target, this.taken.outcome);
  }

  get places(): readonly number[] {
    const { first, fallback } = this.forwarding;
    return [first, ...fallback!.legs.map(({ leg }) => leg)].flatMap((leg) => placesAt(leg));
  }

  #end(call: FakeCall): void {
    if (this.over.has(call) || call.cancelled.length > 0) return;
    const deed = this.#oneOf([
      'refuses',
      'resets',
      'answers 503',
      'answers 500',
      'answers 200',
      'waits',
      'waits',
    ] as const);
    if (deed === 'waits') return;
    this.over.set(call, deed !== 'refuses');
    if (deed === 'refuses') call.refuse();
    else if (deed === 'resets') call.fail(new Fault('upstream_reset'));
    else call.answer(Number(deed.slice('answers '.length)));
  }

  #oneOf<T>(values: readonly T[]): T {
    return values[Math.floor(this.random.next() * values.length)]!;
  }
}

describe('forwarding', () => {
  test('gives every place back once, leaves no call behind and repeats nothing it must not, whatever happens', async () => {
    const seen = { taken: 0, failed: 0, hedges: 0, hops: 0 };

    for (let i = 0; i < stories; i += 1) {
      const story = new Story(seed + i);
      await story.play();
      const told = `seed ${seed}, story ${i}`;
      const { calls } = story.platform.transport;

      assert.ok(
        story.places.every((count) => count === 0),
        `${told}: places ${story.places}`,
      );
      const left = calls.filter((call) => !story.over.has(call) && call.cancelled.length === 0);
      assert.equal(left.length, 0, `${told}: calls are left`);
      assert.equal(story.exchange.attempts.length, calls.length, told);
      if (!isIdempotent(story.method)) {
        const mayHaveSeen = calls.filter((call) => story.over.get(call) !== false);
        assert.ok(mayHaveSeen.length <= 1, `${told}: a ${story.method} was sent ${mayHaveSeen.length} times`);
      }
      if (story.taken) assert.equal(story.exchange.attempts.at(-1)!.target, story.taken.target, told);
      seen.taken += story.taken ? 1 : 0;
      seen.failed += story.fault ? 1 : 0;
      seen.hedges += story.exchange.attempts.some(({ isHedge }) => isHedge) ? 1 : 0;
      seen.hops += story.exchange.fallback ? 1 : 0;
    }

    assert.ok(
      Object.values(seen).every((count) => count > 20),
      JSON.stringify(seen),
    );
  });
});
