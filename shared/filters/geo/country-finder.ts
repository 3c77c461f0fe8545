import type { Routed } from '../../engine/exchange.ts';
import { Fault } from '../../errors/fault.ts';
import type { GeoDatabase } from '../../platform/geo.ts';
import type { Clock, Platform } from '../../platform/platform.ts';

/** Where countries are looked up. */
export interface CountryFinderOptions {
  readonly databasePath?: string | undefined;
  readonly cacheTtlMs: number;
}

/** Finds the countries of clients, and remembers what it found for a while. */
export class CountryFinder {
  readonly #database: GeoDatabase | undefined;
  readonly #ttlMs: number;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #onProblem: (problem: string) => void;
  #known = new Map<string, Known>();
  #edition = -1;
  #isBroken = false;

  constructor(
    { databasePath, cacheTtlMs }: CountryFinderOptions,
    { geo, clock }: Pick<Platform, 'geo' | 'clock'>,
    onProblem: (problem: string) => void,
  ) {
    this.#ttlMs = cacheTtlMs;
    this.#clock = clock;
    this.#onProblem = onProblem;
    if (databasePath === undefined) return;
    if (!geo) throw new Fault('internal', { detail: `this runtime has no files: ${databasePath}` });
    this.#database = geo.open(databasePath, onProblem);
  }

  /** Two capital letters, or `undefined` when nothing is known of the client. */
  find({ client, downstream }: Routed): string | 'failed' | undefined {
    // The platform knows the other end of the connection, which is the client unless a proxy told of another.
    if (!this.#database) return client.address === downstream.peerAddress ? downstream.country : undefined;
    const { edition } = this.#database;
    if (edition !== this.#edition) this.#known.clear();
    this.#edition = edition;
    const now = this.#clock.monotonic();
    const known = this.#known.get(client.address);
    if (known && now < known.until) return known.country;
    return this.#look(this.#database, client.address, now);
  }

  #look(database: GeoDatabase, address: string, now: number): string | 'failed' | undefined {
    try {
      const country = address === '' ? undefined : database.country(address);
      this.#isBroken = false;
      this.#remember(address, { country, until: now + this.#ttlMs });
      return country;
    } catch (error) {
      if (!this.#isBroken) this.#onProblem(`the database cannot be asked: ${String(error)}`);
      this.#isBroken = true;
      return 'failed';
    }
  }

  /** What was found longest ago makes room. */
  #remember(address: string, known: Known): void {
    this.#known.delete(address);
    if (this.#known.size >= maxKnown) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(address, known);
  }
}

interface Known {
  readonly country: string | undefined;
  readonly until: number;
}

/** Addresses remembered, about 150 bytes each. */
const maxKnown = 10_000;
