import type { Purge } from './cache-store.ts';
import type { Flight, Landing } from './flight.ts';
import type { OriginFetch } from './origin-fetch.ts';

/** The fetches under way, by the key of what they fetch. Those of one key differ by the fields they vary by. */
export class Flights {
  readonly #byKey = new Map<string, Flight[]>();
  /** Those that nobody may join. */
  readonly #alone = new Set<Flight>();

  of(key: string): readonly Flight[] {
    return this.#byKey.get(key) ?? none;
  }

  add(flight: Flight, mayBeJoined: boolean): void {
    if (!mayBeJoined) {
      this.#alone.add(flight);
      return;
    }
    const beside = this.#byKey.get(flight.key);
    if (beside) beside.push(flight);
    else this.#byKey.set(flight.key, [flight]);
  }

  remove(flight: Flight): void {
    this.#alone.delete(flight);
    const beside = this.#byKey.get(flight.key);
    const at = beside?.indexOf(flight) ?? -1;
    if (!beside || at === -1) return;
    beside.splice(at, 1);
    if (beside.length === 0) this.#byKey.delete(flight.key);
  }

  /** It is known what became of a fetch, and nobody else may join it. */
  land(flight: Flight, landing: Landing, origin: OriginFetch): void {
    this.remove(flight);
    flight.land(landing, origin);
  }

  /** What is meant is out of date before it has come: the requests that wait for it get it, and nobody else. */
  outdate(what: Purge): void {
    for (const flight of [...this.#alone, ...[...this.#byKey.values()].flat()]) {
      if (!isMeant(flight, what)) continue;
      flight.isOutdated = true;
      this.remove(flight);
      const { landing } = flight;
      if (landing?.kind === 'stream') landing.body?.forget();
    }
  }
}

const none: readonly Flight[] = [];

function isMeant({ url, landing }: Flight, what: Purge): boolean {
  switch (what.by) {
    case 'all':
      return true;
    case 'url':
      return url === what.url;
    case 'prefix':
      return url.startsWith(what.prefix);
    case 'tag':
      // What has no head yet may turn out to have the tag.
      return landing?.kind === 'stream' ? landing.head.tags.includes(what.tag) : true;
  }
}
