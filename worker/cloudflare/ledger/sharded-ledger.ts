import { checkReservation, checkSpent } from '../../../shared/ledger/check-claims.ts';
import type { Claim, Counter, CounterView, Ledger, Reservation, Verdict } from '../../../shared/ledger/ledger.ts';
import { KnownShards } from './known-shards.ts';
import type { Shard } from './shard.ts';
import { joined, type Part, splitByShard } from './split-by-shard.ts';

/** How long claims of a `spend` are held while further shards are asked; they stay taken after it. */
const spendHoldMs = 10_000;

/**
 * One ledger of several shards, each of which keeps the counters of some keys. Claims on one shard are taken in one step.
 * Claims on several are reserved on one shard after the other, always in the same order, and given back where a later
 * shard refuses: no limit is ever exceeded, and what is about to be given back counts as taken for that moment. Where the
 * caller dies in between, or a shard does not answer, its parts are dealt with by their expiry.
 */
export class ShardedLedger implements Ledger {
  readonly name: string;
  readonly #shards: readonly [Shard, ...Shard[]];
  readonly #newId: () => string;
  readonly #known = new KnownShards();

  /** `newId` makes ids that nobody can guess, of at most 64 characters. */
  constructor(shards: readonly [Shard, ...Shard[]], newId: () => string) {
    this.name = shards[0].name;
    this.#shards = shards;
    this.#newId = newId;
  }

  async spend(claims: readonly Claim[]): Promise<Verdict> {
    checkSpent(claims);
    const parts = splitByShard(claims, this.#shards.length);
    if (parts.length === 1) return this.#shardOf(parts[0]!).spend(claims);
    return this.#reserveAll({ id: this.#newId(), claims, holdMs: spendHoldMs, atExpiry: 'spend' }, parts);
  }

  async reserve(reservation: Reservation): Promise<Verdict> {
    checkReservation(reservation);
    const parts = splitByShard(reservation.claims, this.#shards.length);
    const verdict = await (parts.length === 1
      ? this.#shardOf(parts[0]!).reserve(reservation)
      : this.#reserveAll(reservation, parts));
    if (verdict.granted) {
      const shards = parts.map(({ shard }) => shard);
      this.#known.put(reservation.id, shards);
    }
    return verdict;
  }

  settle(id: string, amounts: readonly number[]): Promise<boolean> {
    return this.#endOf(id, (shard) => shard.settle(id, amounts));
  }

  release(id: string): Promise<boolean> {
    return this.#endOf(id, (shard) => shard.release(id));
  }

  async read(counters: readonly Counter[]): Promise<readonly CounterView[]> {
    return this.#readParts(splitByShard(counters, this.#shards.length));
  }

  close(): void {}

  async #reserveAll(reservation: Reservation, parts: readonly Part<Claim>[]): Promise<Verdict> {
    const views: (readonly CounterView[])[] = [];
    for (const part of parts) {
      const { items: claims, places } = part;
      const verdict = await this.#shardOf(part).reservePart({ reservation: { ...reservation, claims }, places });
      if (!verdict.granted) return this.#refusal(reservation, parts, parts.indexOf(part), verdict);
      views.push(verdict.views);
    }
    return { granted: true, refused: -1, retryAfterMs: 0, views: joined(parts, views) };
  }

  /** Gives back what shards before the one that refused have granted. */
  async #refusal(
    { id, claims }: Reservation,
    parts: readonly Part<Claim>[],
    refusing: number,
    { retryAfterMs }: Verdict,
  ): Promise<Verdict> {
    const granted = parts.slice(0, refusing);
    // What cannot be given back is dealt with by its expiry.
    await Promise.allSettled(granted.map(async (part) => this.#shardOf(part).undo(id)));
    const views = await this.#readParts(parts);
    const lacks = claims.map((claim, place) => isShort(claim, views[place]!));
    // Room may have come back since.
    const refused = lacks.includes(true) ? lacks.indexOf(true) : parts[refusing]!.places[0]!;
    const isForEver = claims.some(({ amount }, place) => lacks[place] && amount > views[place]!.limit);
    return { granted: false, refused, retryAfterMs: isForEver ? Number.POSITIVE_INFINITY : retryAfterMs, views };
  }

  async #readParts(parts: readonly Part<Counter>[]): Promise<readonly CounterView[]> {
    return joined(parts, await Promise.all(parts.map((part) => this.#shardOf(part).read(part.items))));
  }

  /** Ends a reservation on the shards that hold it, or may. */
  async #endOf(id: string, end: (shard: Shard) => boolean | Promise<boolean>): Promise<boolean> {
    const known = this.#known.get(id)?.map((shard) => this.#shards[shard]!);
    const ended = await Promise.all((known ?? this.#shards).map(async (shard) => end(shard)));
    this.#known.drop(id);
    return ended.includes(true);
  }

  #shardOf({ shard }: Part<unknown>): Shard {
    return this.#shards[shard]!;
  }
}

function isShort({ enforce, amount }: Claim, { remaining }: CounterView): boolean {
  return enforce !== false && remaining < Math.max(1, amount);
}
