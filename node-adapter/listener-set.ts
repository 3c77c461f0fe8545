import { listenersOf } from '../shared/config/compile/listeners-of.ts';
import { scopesOf } from '../shared/config/compile/scopes.ts';
import type { Config } from '../shared/config/config.ts';
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
    const wanted = listenersOf(config, scopesOf(config)).map(({ id, settings }) => ({
      address: settings.address,
      options: serverOptions(id, settings, config),
    }));
    const kept = new Map(this.#open.map((listener) => [listener.address, listener]));
    const made: OpenListener[] = [];
    try {
      for (const { address, options } of wanted) {
        if (!kept.has(address)) made.push(await OpenListener.open(address, options, this.#parts));
      }
    } catch (error) {
      await Promise.all(made.map((listener) => listener.stop(0)));
      throw error;
    }
    const drainMs = config.system.gracefulShutdownTimeoutMs;
    this.#maxConnections = Math.min(config.limits.maxTotalConnections, config.system.maxConnections);
    const before = this.#open;
    this.#open = wanted.map(({ address, options }) =>
      this.#taken(address, options, [...kept.values(), ...made], drainMs),
    );
    for (const listener of before) if (!this.#open.includes(listener)) void listener.stop(drainMs);
  }

  /** Takes no more connections; resolves when those that are there have ended, at the latest after `drainMs`. */
  async stop(drainMs: number): Promise<void> {
    await Promise.all(this.#open.map((listener) => listener.stop(drainMs)));
  }

  #taken(address: string, options: ServerOptions, listeners: readonly OpenListener[], drainMs: number): OpenListener {
    const listener = listeners.find((one) => one.address === address)!;
    if (isSame(listener.server.options, options)) return listener;
    listener.replaceServer(new Http1Server(options, this.#parts.handler, this.#parts.platform), drainMs);
    return listener;
  }

  #connectionCount(): number {
    let count = 0;
    for (const listener of this.#open) count += listener.connectionCount;
    return count;
  }
}

function isSame(one: ServerOptions, other: ServerOptions): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
