import type { PurgeHow } from '../../../shared/cache/cache.ts';
import type { Purge } from '../../../shared/cache/cache-store.ts';
import { type LoggedPurge, PurgeLog } from '../../../shared/cache/purge-log.ts';
import type { Clock } from '../../../shared/platform/platform.ts';
import type { Timers } from '../../../shared/platform/timers.ts';
import { inTime } from '../in-time.ts';
import { longestKeptMs, type SharedPurges } from './edge-store.ts';

/** Beginning of the keys of purges. Each has one of its own, so that none is lost when two are told at once. */
const prefix = 'cache-purge:';
/** How long what was listed counts as all there is. */
const freshMs = 10_000;
const listMs = 2_000;
/** What the platform lets stand beside a key, less than that. */
const mostText = 900;

/** Purges in a KV namespace, which all data centres see after a while; without one, those of this isolate. */
export class KvPurges implements SharedPurges {
  readonly log = new PurgeLog();
  readonly #namespace: KVNamespace | undefined;
  readonly #clock: Clock;
  readonly #timers: Timers;
  /** Those that were told here: a list may not have them yet. */
  #own: LoggedPurge[] = [];
  #listed: readonly LoggedPurge[] = [];
  #listedAt: number | undefined;
  #forgotten = 0;

  constructor(
    namespace: KVNamespace | undefined,
    { clock, timers }: { readonly clock: Clock; readonly timers: Timers },
  ) {
    this.#namespace = namespace;
    this.#clock = clock;
    this.#timers = timers;
  }

  refresh(): void | Promise<void> {
    const now = this.#clock.now();
    if (!this.#namespace || (this.#listedAt !== undefined && now - this.#listedAt < freshMs)) return;
    return this.#list(this.#namespace, now);
  }

  async tell(what: Purge, how: PurgeHow): Promise<void> {
    const number = this.#clock.now();
    const shortened = shortOf(what);
    this.#own = [...this.#own.slice(-mostOwn), { number, what: shortened, how }];
    this.#apply();
    const key = `${prefix}${String(number).padStart(15, '0')}:${Math.ceil(number % 1000)}${this.#own.length}`;
    const metadata = { what: shortened, how };
    await this.#namespace?.put(key, '', { metadata, expirationTtl: longestKeptMs / 1000 });
  }

  async #list(namespace: KVNamespace, now: number): Promise<void> {
    // Noted first: requests that come meanwhile do not list too.
    const before = this.#listedAt;
    this.#listedAt = now;
    const found = await inTime(namespace.list<Told>({ prefix }), this.#timers, listMs, 'KV').catch((error: unknown) => {
      // What was never listed may hide anything; an old list is better than nothing.
      this.#listedAt = before === undefined ? undefined : now;
      throw error;
    });
    this.#listed = found.keys.flatMap(({ name, metadata }) =>
      metadata ? [{ number: Number(name.slice(prefix.length).split(':', 1)[0]), ...metadata }] : [],
    );
    // Where there are more than one list holds, all that came before counts as purged.
    if (!found.list_complete) this.#forgotten = now;
    this.#apply();
  }

  #apply(): void {
    const all = [...this.#listed, ...this.#own].sort((one, other) => one.number - other.number);
    this.log.replace(all, this.#forgotten);
  }
}

interface Told {
  readonly what: Purge;
  readonly how: PurgeHow;
}

const mostOwn = 500;

/** An address that is too long to be told is purged with all that begin alike. */
function shortOf(what: Purge): Purge {
  if (what.by === 'url' && what.url.length > mostText) return { by: 'prefix', prefix: what.url.slice(0, mostText) };
  if (what.by === 'prefix') return { by: 'prefix', prefix: what.prefix.slice(0, mostText) };
  return what.by === 'tag' && what.tag.length > mostText ? { by: 'all' } : what;
}
