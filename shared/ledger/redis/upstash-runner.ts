import { Redis, type Requester } from '@upstash/redis';
import { Fault } from '../../errors/fault.ts';
import type { Platform } from '../../platform/platform.ts';
import { ledgerScript } from './ledger-script.ts';
import type { ScriptRunner } from './redis-ledger.ts';
import { type RestAddress, restRequester } from './rest-requester.ts';
import { sha1Hex } from './sha1-hex.ts';

/**
 * Runs the script over REST. Each call is one request, sent once and with a deadline, over the transport of the platform:
 * the library's own way would send again what may have taken place.
 */
export class UpstashRunner implements ScriptRunner {
  readonly #redis: Redis;
  #hash: Promise<string> | undefined = undefined;

  constructor(address: RestAddress, platform: Pick<Platform, 'transport' | 'timers'>) {
    // The library asks for types that it then ignores.
    const requester = restRequester(address, platform) as Requester;
    this.#redis = new Redis(requester);
  }

  async run(keys: readonly string[], words: readonly string[]): Promise<unknown> {
    this.#hash ??= sha1Hex(ledgerScript);
    try {
      return await this.#redis.evalsha(await this.#hash, [...keys], [...words]);
    } catch (error) {
      // A Redis that was restarted does not know the script: nothing took place.
      if (!String(error).includes('NOSCRIPT')) throw unavailable(error);
    }
    return this.#redis
      .eval(ledgerScript, [...keys], [...words])
      .catch((error: unknown) => Promise.reject(unavailable(error)));
  }

  close(): void {}
}

/** What the library says may repeat the whole call, keys included: only its beginning is kept. */
function unavailable(error: unknown): Fault {
  if (error instanceof Fault && error.code === 'ledger_unavailable') return error;
  const unsent = error instanceof Fault && error.unsent;
  return new Fault('ledger_unavailable', { cause: error, unsent, detail: `Redis: ${String(error).slice(0, 100)}` });
}
