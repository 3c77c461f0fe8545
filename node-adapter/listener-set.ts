import { readFileSync } from 'node:fs';
import { whyNot } from '../shared/config/capabilities.ts';
import { listenersOf } from '../shared/config/compile/listeners-of.ts';
import { metricsListener } from '../shared/config/compile/metrics-listener.ts';
import type { Config } from '../shared/config/config.ts';
import { scopesOf } from '../shared/config/scopes/scope.ts';
import type { RequestHandler } from '../shared/http1/request-handler.ts';
import type { ServerPlatform } from '../shared/http1/server.ts';
import type { ListenerParts, Serving } from './listener-server.ts';
import { OpenListener } from './open-listener.ts';
import { runtimeName } from './runtime-name.ts';
import { serverOptions } from './server-options.ts';
import { readTlsSettings } from './tls/tls-settings.ts';

/** The listeners of a process, kept as the configuration wants them. */
export class ListenerSet {
  readonly #parts: ListenerParts;
  #open: readonly OpenListener[] = [];
  /** Listeners that a reload took away, until their last connection has ended. */
  readonly #leaving = new Set<OpenListener>();
  #maxConnections = 0;
  #isStopped = false;

  constructor(
    handler: RequestHandler,
    platform: ServerPlatform,
    reports: Pick<ListenerParts, 'onTlsFailure' | 'onTurnedAway'> = { onTlsFailure() {}, onTurnedAway() {} },
  ) {
    const mayAccept = (): boolean => this.#connectionCount() < this.#maxConnections;
    this.#parts = { handler, platform, mayAccept, ...reports };
  }

  /** Connections of clients that are open. */
  get connections(): number {
    return this.#connectionCount();
  }

  /** The listeners that are open, in the order of the configuration. */
  get open(): readonly OpenListener[] {
    return this.#open;
  }

  /**
   * Opens, changes and closes listeners until they are those of `config`. When one cannot be opened, it rejects with a
   * plain message and everything is as before.
   */
  async apply(config: Config): Promise<void> {
    const wanted = wantedBy(config);
    const leaving = [...this.#open];
    const kept = wanted.map(({ address }) => takeOut(leaving, address));
    const opened = await this.#openMissing(wanted, kept);
    const drainMs = config.system.gracefulShutdownTimeoutMs;
    this.#maxConnections = Math.min(config.limits.maxTotalConnections, config.system.maxConnections);
    this.#open = opened;
    await Promise.all(wanted.map(({ serving }, i) => opened[i]!.change(serving, drainMs)));
    for (const listener of leaving) this.#leave(listener, drainMs);
  }

  /** Ends a listener that is no longer wanted; what is under way there is still part of what the process does. */
  #leave(listener: OpenListener, drainMs: number): void {
    this.#leaving.add(listener);
    void listener.stop(drainMs).then(() => this.#leaving.delete(listener));
  }

  /** Takes no more connections; resolves when those that are there have ended, at the latest after `drainMs`. */
  async stop(drainMs: number): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#open, ...this.#leaving].map((listener) => listener.stop(drainMs)));
  }

  /** All that is wanted: what is kept, and the rest opened. All of it, or nothing. */
  async #openMissing(wanted: readonly Wanted[], kept: readonly (OpenListener | undefined)[]): Promise<OpenListener[]> {
    const made: OpenListener[] = [];
    const all: OpenListener[] = [];
    try {
      for (const [i, { address, serving }] of wanted.entries()) {
        const listener = kept[i] ?? (await OpenListener.open(address, serving, this.#parts));
        all.push(listener);
        if (kept[i] === undefined) made.push(listener);
        if (this.#isStopped) throw new Error('the process is ending');
      }
      return all;
    } catch (error) {
      await Promise.all(made.map((listener) => listener.stop(0)));
      throw error;
    }
  }

  #connectionCount(): number {
    let count = 0;
    for (const listener of this.#open) count += listener.connectionCount;
    for (const listener of this.#leaving) count += listener.connectionCount;
    return count;
  }
}

interface Wanted {
  readonly address: string;
  readonly serving: Serving;
}

function wantedBy(config: Config): readonly Wanted[] {
  const scopes = scopesOf(config);
  const own = metricsListener(config, scopes);
  return [...listenersOf(config, scopes), ...(own ? [own] : [])].map(({ id, settings }) => {
    const { address, tls, maxConcurrentStreams = 100 } = settings;
    const serving = {
      options: serverOptions(id, settings, config),
      tls: tls && readTlsSettings(tls, textOf),
      http2: tls && canSpeakHttp2 ? { maxStreams: maxConcurrentStreams } : undefined,
    };
    return { address, serving };
  });
}

const canSpeakHttp2 = whyNot('http2', runtimeName()) === undefined;

/** Finds the listener at an address and takes it off the list. */
function takeOut(listeners: OpenListener[], address: string): OpenListener | undefined {
  const at = listeners.findIndex((listener) => listener.address === address);
  return at === -1 ? undefined : listeners.splice(at, 1)[0];
}

function textOf(path: string): string {
  return readFileSync(path, 'utf8');
}
