import type { Platform } from '../platform/platform.ts';
import type { Timer } from '../platform/timers.ts';
import { Lease } from './lease.ts';
import { leaseSpanMs } from './lease-span.ts';
import type { Claim, Ledger } from './ledger.ts';
import type { LeaseSettings } from './ledger-settings.ts';

/** Ports that leases need. */
export type LeasePorts = Pick<Platform, 'clock' | 'timers' | 'random'>;

/** Keys with leases at once; the one that has had its lease for longest gives way. */
const mostLeases = 10_000;
/** How long the ledger keeps a slice beyond its end, for what is unused to come back. */
const graceMs = 2_000;

/** The leases of one instance: takes slices from the ledger, and gives back what is left of those that are not used. */
export class LeaseTable {
  readonly #ledger: Ledger;
  readonly #settings: LeaseSettings;
  readonly #ports: LeasePorts;
  readonly #leases = new Map<string, Lease>();
  readonly #returning = new Set<Promise<void>>();
  #sweeper: Timer | undefined = undefined;
  #isClosed = false;

  constructor(ledger: Ledger, settings: LeaseSettings, ports: LeasePorts) {
    this.#ledger = ledger;
    this.#settings = settings;
    this.#ports = ports;
  }

  get size(): number {
    return this.#leases.size;
  }

  /** What all slices hold unspent. */
  get unspent(): number {
    let unspent = 0;
    for (const { slice } of this.#leases.values()) unspent += slice?.left ?? 0;
    return unspent;
  }

  leaseOf(key: string, now: number): Lease {
    const known = this.#leases.get(key);
    if (known !== undefined) return known;
    if (this.#leases.size >= mostLeases) this.#drop(this.#leases.keys().next().value!);
    const lease = new Lease(now);
    this.#leases.set(key, lease);
    if (!this.#isClosed) this.#sweeper ??= this.#sweepLater();
    return lease;
  }

  /** A slice on its way that may fill the lease of a claim; `undefined` when the claim had better be put to the ledger itself. */
  refill(claim: Claim, lease: Lease, now: number): Promise<void> | undefined {
    if (lease.refill !== undefined) return lease.refill;
    const amount = lease.nextAmount(claim, this.#settings, now);
    if (this.#isClosed || now < lease.exactUntil || amount < 2 || amount < claim.amount) return undefined;
    lease.refill = this.#fill(claim, lease, amount).finally(() => {
      lease.refill = undefined;
    });
    return lease.refill;
  }

  /** Settles the slice of a lease to what was spent of it. What the ledger is not told it counts as spent. */
  giveBack(lease: Lease): void {
    const { slice } = lease;
    lease.slice = undefined;
    if (slice === undefined || (slice.left === 0 && !slice.isBucket)) return;
    const returning = this.#settle(slice.id, slice.amount - slice.left).finally(() =>
      this.#returning.delete(returning),
    );
    this.#returning.add(returning);
  }

  /** Gives back everything. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#sweeper?.cancel();
    await Promise.all(Array.from(this.#leases.values(), ({ refill }) => refill?.catch(ignore)));
    for (const lease of this.#leases.values()) this.giveBack(lease);
    this.#leases.clear();
    await Promise.all(this.#returning);
  }

  async #fill({ key, rule }: Claim, lease: Lease, amount: number): Promise<void> {
    const { clock, random } = this.#ports;
    const holdMs = Math.ceil(this.#settings.holdMs);
    const askedAt = clock.monotonic();
    const id = Array.from(random.bytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('');
    this.giveBack(lease);
    const claims = [{ key, rule, amount }];
    const verdict = await this.#ledger.reserve({ id, claims, holdMs: holdMs + graceMs, atExpiry: 'spend' });
    const now = clock.monotonic();
    const view = verdict.views[0]!;
    lease.heard(view, now);
    if (!verdict.granted) {
      lease.exactUntil = now + Math.min(verdict.retryAfterMs, holdMs);
      return;
    }
    const endsAt = askedAt + leaseSpanMs(rule, view, holdMs);
    lease.slice = { id, amount, left: amount, endsAt, isBucket: rule.kind === 'token-bucket' };
    if (this.#leases.get(key) !== lease) this.giveBack(lease);
  }

  async #settle(id: string, amount: number): Promise<void> {
    try {
      await this.#ledger.settle(id, [amount]);
    } catch {
      // It stays counted as spent, which errs on the safe side.
    }
  }

  #sweepLater(): Timer {
    return this.#ports.timers.after(this.#settings.holdMs / 2, () => this.#sweep());
  }

  /** Lets go of slices that have ended, or that nobody used for a while. */
  #sweep(): void {
    const now = this.#ports.clock.monotonic();
    for (const [key, lease] of this.#leases) {
      if (!lease.isUsed && lease.refill === undefined) this.#drop(key);
      else if (lease.slice !== undefined && now >= lease.slice.endsAt) this.giveBack(lease);
      lease.isUsed = false;
    }
    this.#sweeper = this.#leases.size > 0 ? this.#sweepLater() : undefined;
  }

  #drop(key: string): void {
    const lease = this.#leases.get(key);
    if (lease === undefined) return;
    this.#leases.delete(key);
    this.giveBack(lease);
  }
}

function ignore(): void {}
