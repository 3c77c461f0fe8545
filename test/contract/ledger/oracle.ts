import assert from 'node:assert/strict';
import type { Claim, Counter, CounterView, Reservation, Verdict } from '../../../shared/ledger/ledger.ts';
import { type NaiveCount, naiveCount, type Taken } from './naive-count.ts';

interface Known {
  readonly reservation: Reservation;
  readonly expiresAt: number;
  /** Undefined once it was settled. */
  taken: readonly Taken[] | undefined;
}

/** A ledger that remembers everything, and judges what another one answers. */
export class LedgerOracle {
  readonly #counts = new Map<string, NaiveCount>();
  readonly #known = new Map<string, Known>();

  judgeSpend(claims: readonly Claim[], verdict: Verdict, now: number): void {
    this.#expire(now);
    this.#judge(claims, verdict, now, false);
  }

  judgeReserve(reservation: Reservation, verdict: Verdict, now: number): void {
    this.#expire(now);
    if (this.#known.has(reservation.id)) {
      assert.equal(verdict.granted, true, 'an id that is known is granted again');
      this.#judgeViews(reservation.claims, verdict.views, now);
      return;
    }
    const taken = this.#judge(reservation.claims, verdict, now, true);
    const expiresAt = now + reservation.holdMs;
    if (verdict.granted) this.#known.set(reservation.id, { reservation, expiresAt, taken });
  }

  judgeSettle(id: string, amounts: readonly number[] | undefined, answer: boolean, now: number): void {
    this.#expire(now);
    const known = this.#known.get(id);
    assert.equal(answer, known?.taken !== undefined, 'whether it was still held');
    if (known !== undefined) this.#settle(known, amounts, now);
  }

  judgeRead(counters: readonly Counter[], views: readonly CounterView[], now: number): void {
    this.#expire(now);
    this.#judgeViews(counters, views, now);
  }

  /** Says what was taken. */
  #judge(claims: readonly Claim[], { granted, refused, views }: Verdict, now: number, isHeld: boolean): Taken[] {
    const rooms = claims.map((claim) => this.#countOf(claim).room(now));
    const first = claims.findIndex((claim, i) => !fits(claim, rooms[i]!));
    assert.deepEqual({ granted, refused }, { granted: first < 0, refused: first }, said(claims, rooms));
    const taken = granted ? claims.map(({ amount }) => ({ amount, at: now, isHeld })) : [];
    for (const [i, one] of taken.entries()) this.#countOf(claims[i]!).take(one);
    this.#judgeViews(claims, views, now);
    return taken;
  }

  #judgeViews(counters: readonly Counter[], views: readonly CounterView[], now: number): void {
    assert.equal(views.length, counters.length);
    counters.forEach((counter, i) => {
      assert.equal(views[i]!.remaining, this.#countOf(counter).room(now), `left of a ${counter.rule.kind}`);
    });
  }

  #settle(known: Known, amounts: readonly number[] | undefined, now: number): void {
    const { claims } = known.reservation;
    known.taken?.forEach((taken, i) => {
      const before = taken.amount;
      taken.amount = amounts?.[i] ?? 0;
      taken.isHeld = false;
      this.#countOf(claims[i]!).settled(taken, before, now);
    });
    known.taken = undefined;
  }

  #expire(now: number): void {
    const ended = [...this.#known].filter(([, { expiresAt }]) => expiresAt <= now);
    for (const [id, known] of ended.toSorted(([, a], [, b]) => a.expiresAt - b.expiresAt)) {
      const { claims, atExpiry } = known.reservation;
      this.#settle(known, atExpiry === 'spend' ? claims.map(({ amount }) => amount) : undefined, known.expiresAt);
      this.#known.delete(id);
    }
  }

  #countOf({ key, rule }: Counter): NaiveCount {
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    const count = naiveCount(rule);
    this.#counts.set(key, count);
    return count;
  }
}

function fits({ amount, enforce }: Claim, room: number): boolean {
  return enforce === false || room >= Math.max(1, amount);
}

function said(claims: readonly Claim[], rooms: readonly number[]): string {
  return claims.map(({ amount, rule }, i) => `${amount} of ${rule.kind} with ${rooms[i]}`).join(', ');
}
