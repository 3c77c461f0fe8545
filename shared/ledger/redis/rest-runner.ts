import { Fault } from '../../errors/fault.ts';
import type { Platform } from '../../platform/platform.ts';
import { ledgerScript } from './ledger-script.ts';
import { RedisLedger, type ScriptRunner } from './redis-ledger.ts';
import { type RestAddress, type RestRequester, restRequester } from './rest-requester.ts';
import { sha1Hex } from './sha1-hex.ts';

/**
 * Runs the script over REST without the library, which is 78 kB of a Worker. Each call is one request, sent once and with a
 * deadline.
 */
class RestRunner implements ScriptRunner {
  readonly #requester: RestRequester;
  #hash: Promise<string> | undefined = undefined;

  constructor(address: RestAddress, platform: Pick<Platform, 'transport' | 'timers'>) {
    this.#requester = restRequester(address, platform);
  }

  async run(keys: readonly string[], words: readonly string[]): Promise<unknown> {
    this.#hash ??= sha1Hex(ledgerScript);
    const known = await this.#ask(['EVALSHA', await this.#hash, String(keys.length), ...keys, ...words]);
    // A Redis that was restarted does not know the script: nothing took place.
    if (known.error?.includes('NOSCRIPT') !== true) return resultOf(known);
    return resultOf(await this.#ask(['EVAL', ledgerScript, String(keys.length), ...keys, ...words]));
  }

  close(): void {}

  async #ask(body: readonly string[]): ReturnType<RestRequester['request']> {
    try {
      return await this.#requester.request({ body });
    } catch (error) {
      if (error instanceof Fault && error.code === 'ledger_unavailable') throw error;
      const unsent = error instanceof Fault && error.unsent;
      throw new Fault('ledger_unavailable', { cause: error, unsent, detail: `Redis: ${String(error).slice(0, 100)}` });
    }
  }
}

/** A ledger in a Redis that is spoken with over REST, for where the library is too large. */
export function openRestLedger(
  { prefix, ...address }: RestAddress & { readonly prefix: string },
  platform: Pick<Platform, 'transport' | 'timers'>,
): RedisLedger {
  return new RedisLedger('upstash', prefix, new RestRunner(address, platform));
}

function resultOf({ result, error }: Awaited<ReturnType<RestRequester['request']>>): unknown {
  if (error === undefined) return result;
  throw new Fault('ledger_unavailable', { detail: `Redis: ${error.slice(0, 100)}` });
}
