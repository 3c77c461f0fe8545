import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { Fault } from '../../shared/errors/fault.ts';
import { ledgerScript } from '../../shared/ledger/redis/ledger-script.ts';
import type { ScriptRunner } from '../../shared/ledger/redis/redis-ledger.ts';

/** Where a Redis is, and how many connections it gets. */
export interface RedisAddress {
  /** `redis://` or, encrypted, `rediss://`, with user, password and number of the database. A secret. */
  readonly url: string;
  readonly poolSize: number;
}

/** Bounds of the connections: time to be connected, and of silence while an answer is due; between two tries. */
const connectMs = 2000;
const silenceMs = 5000;
const mostReconnectMs = 2000;
/** Calls under way on all connections together; more are refused at once. */
const mostUnderWay = 10_000;

const scriptHash = createHash('sha1').update(ledgerScript).digest('hex');

/**
 * Runs the script over TCP. Calls of one turn of the event loop leave in one write. A call is sent once: whether one that
 * was cut off took place is not known, and not for this to guess. While there is no connection, calls wait for the next
 * try to connect, and fail with it.
 */
export class RedisConnections implements ScriptRunner {
  readonly #connections: readonly Redis[];
  #underWay = 0;
  #next = 0;

  constructor({ url, poolSize }: RedisAddress) {
    this.#connections = Array.from({ length: poolSize }, () => connect(url));
  }

  async run(keys: readonly string[], words: readonly string[]): Promise<unknown> {
    if (this.#underWay >= mostUnderWay) throw overrun();
    this.#underWay += 1;
    this.#next = (this.#next + 1) % this.#connections.length;
    const connection = this.#connections[this.#next]!;
    try {
      return await evaluate(connection, keys, words);
    } catch (error) {
      throw unavailable(error);
    } finally {
      this.#underWay -= 1;
    }
  }

  close(): void {
    for (const connection of this.#connections) connection.disconnect();
  }
}

function connect(url: string): Redis {
  const connection = new Redis(url, {
    connectTimeout: connectMs,
    socketTimeout: silenceMs,
    retryStrategy: (times) => Math.min(100 * times, mostReconnectMs),
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableAutoPipelining: true,
    lazyConnect: true,
  });
  // Every call hears of it by itself; without a listener it would be printed.
  connection.on('error', ignore);
  return connection;
}

async function evaluate(connection: Redis, keys: readonly string[], words: readonly string[]): Promise<unknown> {
  try {
    return await connection.evalsha(scriptHash, keys.length, ...keys, ...words);
  } catch (error) {
    // A Redis that was restarted does not know the script: nothing took place.
    if (!String(error).includes('NOSCRIPT')) throw error;
    return connection.eval(ledgerScript, keys.length, ...keys, ...words);
  }
}

function overrun(): Fault {
  return new Fault('ledger_unavailable', { unsent: true, detail: `${mostUnderWay} calls to Redis are under way` });
}

function unavailable(error: unknown): Fault {
  return new Fault('ledger_unavailable', { cause: error, detail: `Redis: ${String(error)}` });
}

function ignore(): void {}
