import type { Lease, LeasedView, Slice } from './lease.ts';
import { type LeasePorts, LeaseTable } from './lease-table.ts';
import type { Claim, Counter, CounterView, Ledger, Reservation, Verdict } from './ledger.ts';
import type { LeaseSettings } from './ledger-settings.ts';

/** How it stands with the leases of an instance. */
export interface LeaseState {
  /** Keys that have a lease. */
  readonly leases: number;
  /** What all of them hold that is not spent. */
  readonly unspent: number;
}

/** Slices that one claim waits for before it is put to the ledger by itself. */
const mostRefills = 2;

/**
 * Spends limits by slices: takes a part of a limit from the ledger at once, and decides the claims that fit into it
 * without asking. The limit still holds exactly, among all instances. The cost: an instance may hold up to `share` of a
 * limit unused for up to `holdMs`, while another one is refused; what it does not use it gives back, and when it dies, that
 * much counts as spent. Only enforced claims of `spend` are decided by slices; everything else goes to the ledger. Slices
 * are about as large as the demand of the last `holdMs`, so counters that are seldom asked are counted one by one.
 */
export class LeasedLedger implements Ledger {
  readonly name: string;
  readonly #ledger: Ledger;
  readonly #table: LeaseTable;
  readonly #now: () => number;

  constructor(ledger: Ledger, settings: LeaseSettings, ports: LeasePorts) {
    this.name = ledger.name;
    this.#ledger = ledger;
    this.#table = new LeaseTable(ledger, settings, ports);
    this.#now = () => ports.clock.monotonic();
  }

  get state(): LeaseState {
    return { leases: this.#table.size, unspent: this.#table.unspent };
  }

  /** The views of claims that slices may decide are of type `LeasedView`. */
  spend(claims: readonly Claim[]): Verdict | Promise<Verdict> {
    if (claims.length === 0 || !claims.every(isLeasable)) return this.#ledger.spend(claims);
    const now = this.#now();
    const leases = claims.map(({ key }) => this.#table.leaseOf(key, now));
    for (let i = 0; i < claims.length; i += 1) leases[i]!.note(claims[i]!.amount);
    if (this.#takeAll(claims, leases, now)) return granted(claims, leases, now);
    return knownRefusal(claims, leases, now) ?? this.#spendLater(claims, leases);
  }

  reserve(reservation: Reservation): Verdict | Promise<Verdict> {
    return this.#ledger.reserve(reservation);
  }

  settle(id: string, amounts: readonly number[]): boolean | Promise<boolean> {
    return this.#ledger.settle(id, amounts);
  }

  release(id: string): boolean | Promise<boolean> {
    return this.#ledger.release(id);
  }

  read(counters: readonly Counter[]): readonly CounterView[] | Promise<readonly CounterView[]> {
    return this.#ledger.read(counters);
  }

  /** Gives back what is unused, and lets go. */
  async close(): Promise<void> {
    await this.#table.close();
    await this.#ledger.close();
  }

  /** From the slices, all of the claims or none. */
  #takeAll(claims: readonly Claim[], leases: readonly Lease[], now: number): boolean {
    for (let i = 0; i < claims.length; i += 1) {
      if (leases[i]!.take(claims[i]!.amount, now)) continue;
      for (let j = 0; j < i; j += 1) leases[j]!.slice!.left += claims[j]!.amount;
      return false;
    }
    this.#endEmptyBuckets(leases);
    return true;
  }

  /** A bucket is not refilled with what a slice holds of it, spent or not, before that is settled. */
  #endEmptyBuckets(leases: readonly Lease[]): void {
    for (const lease of leases) if (lease.slice?.left === 0 && lease.slice.isBucket) this.#table.giveBack(lease);
  }

  async #spendLater(claims: readonly Claim[], leases: readonly Lease[]): Promise<Verdict> {
    for (let round = 0; round < mostRefills; round += 1) {
      const refills = this.#refills(claims, leases);
      if (refills.length === 0) break;
      await Promise.all(refills);
      const now = this.#now();
      if (this.#takeAll(claims, leases, now)) return granted(claims, leases, now);
    }
    return this.#spendExactly(claims, leases);
  }

  #refills(claims: readonly Claim[], leases: readonly Lease[]): Promise<void>[] {
    const now = this.#now();
    const refills: Promise<void>[] = [];
    claims.forEach((claim, index) => {
      const lease = leases[index]!;
      if (lease.has(claim.amount, now)) return;
      const refill = this.#table.refill(claim, lease, now);
      if (refill !== undefined) refills.push(refill);
    });
    return refills;
  }

  /** Takes what fits into slices from them, and puts the rest to the ledger, so that together it is all or nothing. */
  async #spendExactly(claims: readonly Claim[], leases: readonly Lease[]): Promise<Verdict> {
    const now = this.#now();
    const taken: (Slice | undefined)[] = claims.map(({ amount }, index) => {
      const lease = leases[index]!;
      return lease.take(amount, now) ? lease.slice : undefined;
    });
    const asked = claims.map((_, index) => index).filter((index) => taken[index] === undefined);
    if (asked.length === 0) return granted(claims, leases, now);
    let isGranted = false;
    try {
      const verdict = await this.#ledger.spend(asked.map((index) => claims[index]!));
      isGranted = verdict.granted;
      return this.#joined(claims, leases, asked, verdict);
    } finally {
      if (isGranted) this.#endEmptyBuckets(leases);
      else putBack(taken, claims);
    }
  }

  #joined(claims: readonly Claim[], leases: readonly Lease[], asked: readonly number[], verdict: Verdict): Verdict {
    const now = this.#now();
    for (const [at, index] of asked.entries()) leases[index]!.heard(verdict.views[at]!, now);
    const refused = verdict.granted ? -1 : asked[verdict.refused]!;
    if (refused >= 0) leases[refused]!.wasRefused(claims[refused]!, verdict, now);
    return { ...verdict, refused, views: viewsOf(claims, leases, now) };
  }
}

function isLeasable({ rule, enforce }: Claim): boolean {
  return rule.kind !== 'concurrency' && enforce !== false;
}

function granted(claims: readonly Claim[], leases: readonly Lease[], now: number): Verdict {
  return { granted: true, refused: -1, retryAfterMs: 0, views: viewsOf(claims, leases, now) };
}

/** What the ledger refused a moment ago is not asked for again. */
function knownRefusal(claims: readonly Claim[], leases: readonly Lease[], now: number): Verdict | undefined {
  for (let i = 0; i < claims.length; i += 1) {
    const retryAfterMs = leases[i]!.refusedMs(claims[i]!, now);
    if (retryAfterMs > 0) return { granted: false, refused: i, retryAfterMs, views: viewsOf(claims, leases, now) };
  }
  return undefined;
}

function viewsOf(claims: readonly Claim[], leases: readonly Lease[], now: number): LeasedView[] {
  return claims.map((claim, index) => leases[index]!.view(claim, now));
}

function putBack(taken: readonly (Slice | undefined)[], claims: readonly Claim[]): void {
  for (const [index, slice] of taken.entries()) if (slice !== undefined) slice.left += claims[index]!.amount;
}
