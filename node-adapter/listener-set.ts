import { listenersOf } from '../shared/config/compile/listeners-of.ts';
import type { Config } from '../shared/config/config.ts';
import { scopesOf } from '../shared/config/scopes/scope.ts';
import type { RequestHandler } from '../shared/http1/request-handler.ts';
import { Http1Server, type ServerPlatform } from '../shared/http1/server.ts';
import type { ServerOptions } from '../shared/http1/server-options.ts';
import { type ListenerParts, OpenListener } from './open-listener.ts';
import { serverOptions } from './server-options.ts';

/** The listeners of a process, kept as the configuration wants them. */
export class ListenerSet {
  readonly #parts: ListenerParts;
  #open: readonly OpenListener[] = [];
  #maxConnections = 0;

  constructor(handler: RequestHandler, platform: ServerPlatform) {
    this.#parts = { handler, platform, mayAccept: () => this.#connectionCount() < this.#maxConnections };
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
    for (const [i, { options }] of wanted.entries()) this.#change(opened[i]!, options, drainMs);
    for (const listener of leaving) void listener.stop(drainMs);
  }

  /** Takes no more connections; resolves when those that are there have ended, at the latest after `drainMs`. */
  async stop(drainMs: number): Promise<void> {
    await Promise.all(this.#open.map((listener) => listener.stop(drainMs)));
  }

  /** All that is wanted: what is kept, and the rest opened. All of it, or nothing. */
  async #openMissing(wanted: readonly Wanted[], kept: readonly (OpenListener | undefined)[]): Promise<OpenListener[]> {
    const made: OpenListener[] = [];
    const all: OpenListener[] = [];
    try {
      for (const [i, { address, options }] of wanted.entries()) {
        const listener = kept[i] ?? (await OpenListener.open(address, options, this.#parts));
        all.push(listener);
        if (kept[i] === undefined) made.push(listener);
      }
      return all;
    } catch (error) {
      await Promise.all(made.map((listener) => listener.stop(0)));
      throw error;
    }
  }

  #change(listener: OpenListener, options: ServerOptions, drainMs: number): void {
    if (isSame(listener.server.options, options)) return;
    listener.replaceServer(new Http1Server(options, this.#parts.handler, this.#parts.platform), drainMs);
  }

  #connectionCount(): number {
    let count = 0;
    for (const listener of this.#open) count += listener.connectionCount;
    return count;
  }
}

interface Wanted {
  readonly address: string;
  readonly options: ServerOptions;
}

function wantedBy(config: Config): readonly Wanted[] {
  return listenersOf(config, scopesOf(config)).map(({ id, settings }) => ({
    address: settings.address,
    options: serverOptions(id, settings, config),
  }));
}

/** Finds the listener at an address and takes it off the list. */
function takeOut(listeners: OpenListener[], address: string): OpenListener | undefined {
  const at = listeners.findIndex((listener) => listener.address === address);
  return at === -1 ? undefined : listeners.splice(at, 1)[0];
}

function isSame(one: ServerOptions, other: ServerOptions): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
