import type { Redis } from 'ioredis';
import type { PurgeHow } from '../../shared/cache/cache.ts';
import type { Purge } from '../../shared/cache/cache-store.ts';
import type { LoggedPurge } from '../../shared/cache/purge-log.ts';

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

/** Bounds of one question, and of being connected. */
const answerMs = 250;
const connectMs = 1_000;
const mostReconnectMs = 2_000;
/** Purges that are remembered; what was kept before the oldest is no longer good. */
const mostPurges = 1_000;

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

  /** The entry of a name, and the number of the last purge: read after it, so that none is missed. */
  async find(name: string): Promise<{ readonly entry: RedisEntry | undefined; readonly lastPurge: number }> {
    const redis = await this.#redis;
    const [fields, last] = await Promise.all([
      redis.hmgetBuffer(this.#entry(name), 'kind', 'id', 'head', 'since', 'body'),
      redis.get(this.#purge('last')),
    ]);
    const [kind, id, head, since, body] = fields;
    const isThere = kind && id && head && since && body;
    return { lastPurge: Number(last ?? 0), entry: isThere ? entryOf(kind, id, head, since, body) : undefined };
  }

  async keep(name: string, { kind, id, head, since, body }: RedisEntry, forMs: number): Promise<void> {
    const key = this.#entry(name);
    const redis = await this.#redis;
    await redis
      .multi()
      .hset(key, { kind, id, head, since, body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) })
      .pexpire(key, Math.ceil(forMs))
      .exec();
  }

  async renew(name: string, { id, head, since }: Pick<RedisEntry, 'id' | 'head' | 'since'>, ms: number): Promise<void> {
    await (await this.#redis).eval(renewing, 1, this.#entry(name), id, head, since, Math.ceil(ms));
  }

  async drop(name: string): Promise<void> {
    await (await this.#redis).unlink(this.#entry(name));
  }

  /** Answers the number of the purge. */
  async notePurge(what: Purge, how: PurgeHow): Promise<number> {
    const keys = [this.#purge('last'), this.#purge('list'), this.#purge('forgotten')];
    const redis = await this.#redis;
    return Number(await redis.eval(purging, keys.length, ...keys, JSON.stringify({ what, how }), mostPurges));
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
redis.call('RPUSH', KEYS[2], number .. ' ' .. ARGV[1])
if redis.call('LLEN', KEYS[2]) > tonumber(ARGV[2]) then
  redis.call('SET', KEYS[3], string.match(redis.call('LPOP', KEYS[2]), '^%d+'))
end
return number`;
