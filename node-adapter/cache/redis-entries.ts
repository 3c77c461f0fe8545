import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { PurgeHow } from '../../shared/cache/cache.ts';
import type { Purge } from '../../shared/cache/cache-store.ts';
import type { LoggedPurge } from '../../shared/cache/purge-log.ts';
import { digest } from '../../shared/http/digest.ts';

/** An entry as the Redis holds it. */
export interface RedisEntry {
  readonly kind: 'response' | 'marker';
  readonly id: string;
  /** The head, or the marker, as JSON. */
  readonly head: string;
  /** The number of the last purge before it. */
  readonly since: number;
  readonly body: Uint8Array;
}

/** An entry that was found, with the last purge of its address. */
export interface FoundEntry extends RedisEntry {
  readonly purged: { readonly number: number; readonly how: PurgeHow } | undefined;
}

/** What a Redis answers. `last` is the number of the last purge, `listed` that of the last one in the list. */
export interface Found {
  readonly entry: FoundEntry | undefined;
  readonly last: number;
  readonly listed: number;
}

/** Bounds of one question, and of being connected. */
const answerMs = 250;
const connectMs = 1_000;
const mostReconnectMs = 2_000;
/** Purges that are remembered; what was kept before the oldest is no longer good. */
const mostPurges = 1_000;
/** No entry is kept for longer: purges of addresses are remembered for that long. */
export const longestKeptMs = 8 * 86_400_000;

/** The entries of a cache in a Redis. All may reject. */
export class RedisEntries {
  readonly #redis: Promise<Redis>;
  readonly #prefix: string;

  constructor(url: string, prefix: string) {
    this.#prefix = prefix;
    this.#redis = connected(url);
    // Every call hears of it by itself.
    this.#redis.catch(() => {});
  }

  /** The entry of a name, and how far purges have come: one question. */
  async find(name: string): Promise<Found> {
    // The library has these, though its types do not tell.
    const redis = (await this.#redis) as unknown as BufferScripts;
    const words = [3, this.#entry(name), this.#purge('last'), this.#purge('listed'), this.#purge('url:')] as const;
    const answer = await redis.evalshaBuffer(findingHash, ...words).catch((error: unknown) => {
      if (!String(error).includes('NOSCRIPT')) throw error;
      return redis.evalBuffer(finding, ...words);
    });
    const [kind, id, head, since, body, purged, last, listed] = answer as (Buffer | null)[];
    const entry = kind &&
      id &&
      head &&
      since &&
      body && { ...entryOf(kind, id, head, since, body), purged: markIn(purged) };
    return { entry: entry || undefined, last: numberIn(last), listed: numberIn(listed) };
  }

  /** `url` is what a purge may mean. */
  async keep(name: string, url: string, { kind, id, head, since, body }: RedisEntry, forMs: number): Promise<void> {
    const key = this.#entry(name);
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const redis = await this.#redis;
    await redis
      .multi()
      .hset(key, { kind, id, head, since, body: bytes, address: digest(url) })
      .pexpire(key, Math.ceil(forMs))
      .exec();
  }

  async renew(name: string, { id, head, since }: Pick<RedisEntry, 'id' | 'head' | 'since'>, ms: number): Promise<void> {
    await (await this.#redis).eval(renewing, 1, this.#entry(name), id, head, since, Math.ceil(ms));
  }

  async drop(name: string): Promise<void> {
    await (await this.#redis).unlink(this.#entry(name));
  }

  /** Addresses are noted one by one, and all else in the list. */
  async notePurge(what: Purge, how: PurgeHow): Promise<void> {
    const redis = await this.#redis;
    if (what.by === 'url') {
      const keys = [this.#purge('last'), this.#purge(`url:${digest(what.url)}`)] as const;
      await redis.eval(purgingUrl, 2, ...keys, how, longestKeptMs);
      return;
    }
    const keys = ['last', 'list', 'forgotten', 'listed'].map((part) => this.#purge(part));
    await redis.eval(purging, keys.length, ...keys, JSON.stringify({ what, how }), mostPurges);
  }

  async purges(): Promise<{ readonly purges: readonly LoggedPurge[]; readonly forgotten: number }> {
    const redis = await this.#redis;
    const [lines, forgotten] = await Promise.all([
      redis.lrange(this.#purge('list'), 0, -1),
      redis.get(this.#purge('forgotten')),
    ]);
    return { purges: lines.map(purgeOf), forgotten: Number(forgotten ?? 0) };
  }

  close(): void {
    void this.#redis.then(
      (redis) => redis.disconnect(),
      () => {},
    );
  }

  #entry(name: string): string {
    return `${this.#prefix}e:${name}`;
  }

  /** In one place of a cluster. */
  #purge(part: string): string {
    return `${this.#prefix}{purges}:${part}`;
  }
}

/** Scripts whose answers are bytes. */
interface BufferScripts {
  evalshaBuffer(hash: string, ...words: readonly (string | number)[]): Promise<unknown>;
  evalBuffer(script: string, ...words: readonly (string | number)[]): Promise<unknown>;
}

/** Loaded by those who need it alone. */
async function connected(url: string): Promise<Redis> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, {
    connectTimeout: connectMs,
    commandTimeout: answerMs,
    retryStrategy: (times) => Math.min(100 * times, mostReconnectMs),
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableAutoPipelining: true,
    lazyConnect: true,
  });
  // Without a listener it would be printed.
  redis.on('error', () => {});
  return redis;
}

function entryOf(kind: Buffer, id: Buffer, head: Buffer, since: Buffer, body: Buffer): RedisEntry {
  const kindText = kind.toString() === 'marker' ? 'marker' : 'response';
  return { kind: kindText, id: id.toString(), head: head.toString(), since: Number(since.toString()), body };
}

function purgeOf(line: string): LoggedPurge {
  const at = line.indexOf(' ');
  const told = JSON.parse(line.slice(at + 1)) as Omit<LoggedPurge, 'number'>;
  return { number: Number(line.slice(0, at)), ...told };
}

/** Another response may have taken the place of the one that is renewed. */
const renewing = `if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'head', ARGV[2], 'since', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1`;

const purging = `local number = redis.call('INCR', KEYS[1])
redis.call('SET', KEYS[4], number)
redis.call('RPUSH', KEYS[2], number .. ' ' .. ARGV[1])
if redis.call('LLEN', KEYS[2]) > tonumber(ARGV[2]) then
  redis.call('SET', KEYS[3], string.match(redis.call('LPOP', KEYS[2]), '^%d+'))
end
return number`;

const purgingUrl = `redis.call('SET', KEYS[2], redis.call('INCR', KEYS[1]) .. ' ' .. ARGV[1], 'PX', ARGV[2])`;

const finding = `local entry = redis.call('HMGET', KEYS[1], 'kind', 'id', 'head', 'since', 'body', 'address')
local purged = entry[6] and redis.call('GET', ARGV[1] .. entry[6])
local last, listed = redis.call('GET', KEYS[2]), redis.call('GET', KEYS[3])
return {entry[1], entry[2], entry[3], entry[4], entry[5], purged, last, listed}`;

const findingHash = createHash('sha1').update(finding).digest('hex');

function numberIn(bytes: Buffer | null | undefined): number {
  return Number(bytes?.toString() ?? 0);
}

function markIn(bytes: Buffer | null | undefined): FoundEntry['purged'] {
  if (!bytes) return undefined;
  const [number, how] = bytes.toString().split(' ');
  return { number: Number(number), how: how === 'outdate' ? 'outdate' : 'delete' };
}
