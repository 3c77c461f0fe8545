import type { CacheStoreFactory } from '../../shared/config/compile/compile-cache.ts';
import type { KeyStoreFactory } from '../../shared/config/compile/compile-keys.ts';
import { webDiscovery } from '../../shared/config/compile/web-discovery.ts';
import type { Config } from '../../shared/config/config.ts';
import type { FetchPlatform } from '../../shared/fetch/platform.ts';
import type { LedgerFactory } from '../../shared/ledger/ledger-opener.ts';
import { Sentinel } from '../../shared/sentinel.ts';
import { ErrorLog, type LogLevel } from '../../shared/telemetry/error-log.ts';
import type { EjectionObserver } from '../../shared/upstream/ejection.ts';

/** Where the text of a configuration lies that may change while we run. */
export interface ConfigStore {
  /** The text as it is now; `undefined` when there is none. */
  read(): Promise<string | undefined>;
}

/** What a {@link LiveSentinel} is made with. */
export interface LiveParts {
  readonly platform: FetchPlatform;
  /** Absent when nothing but the bundled configuration is to be served. */
  readonly store: ConfigStore | undefined;
  /** How long the text of the store counts as fresh. */
  readonly ttlMs: number;
  /** The configuration of a text, or the bundled one when there is no text. Rejects when it cannot be used. */
  load(text: string | undefined): Promise<Config>;
  /** Told of targets taken out of service here. */
  readonly onEjected?: EjectionObserver;
  /** Makes the store of virtual keys of the Worker. */
  readonly makeKeyStore?: KeyStoreFactory;
  /** Makes the store of the cache where it is not memory. */
  readonly makeCacheStore?: CacheStoreFactory;
  /** Makes the ledgers of the Worker; none but those in memory when absent. */
  readonly makeLedger?: LedgerFactory;
}

/**
 * Sentinel in an isolate, and the text it runs by. Once it runs, no request waits for its configuration: a new text is
 * looked for beside the requests, and one that cannot be used leaves the old one in place.
 */
export class LiveSentinel {
  readonly #parts: LiveParts;
  #sentinel: Sentinel | undefined;
  /** The text last looked at, good or not. */
  #text: string | undefined;
  #checkedAt = 0;

  constructor(parts: LiveParts) {
    this.#parts = parts;
  }

  /** Sentinel, when it runs already. */
  get running(): Sentinel | undefined {
    return this.#sentinel;
  }

  /** Whether it is time to look for a new text. */
  get isDue(): boolean {
    const { platform, ttlMs, store } = this.#parts;
    return store !== undefined && platform.clock.now() - this.#checkedAt >= ttlMs;
  }

  /** Reads the text and starts. Requests that come meanwhile read it too: none can wait for another's work here. */
  async start(): Promise<Sentinel> {
    const { store, load, platform, onEjected, makeLedger, makeKeyStore, makeCacheStore } = this.#parts;
    const text = await store?.read();
    const config = await load(text);
    if (this.#sentinel) return this.#sentinel;
    this.#text = text;
    this.#checkedAt = platform.clock.now();
    this.#sentinel = new Sentinel(config, platform, {
      ...(onEjected && { onEjected }),
      discover: webDiscovery,
      ...(makeLedger && { makeLedger }),
      ...(makeKeyStore && { makeKeyStore }),
      ...(makeCacheStore && { makeCacheStore }),
    });
    return this.#sentinel;
  }

  /** Looks for a new text. Never rejects. */
  async refresh(): Promise<void> {
    const { store, load, platform } = this.#parts;
    // Noted first: the runtime may stop this at any wait, and then the next look is one span away all the same.
    this.#checkedAt = platform.clock.now();
    try {
      const text = await store?.read();
      if (text === this.#text) return;
      this.#text = text;
      this.#sentinel?.replace(await load(text));
      this.#tell('info', 'took over a new configuration');
    } catch (error) {
      this.#tell(
        'error',
        `the configuration stays as it is: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  #tell(level: LogLevel, message: string): void {
    const { platform } = this.#parts;
    new ErrorLog('info', platform.log).write({ at: platform.clock.now(), level, message });
  }
}
