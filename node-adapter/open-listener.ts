import { type ListenerParts, ListenerServer, type Serving } from './listener-server.ts';
import { type Listening, listen } from './sockets/listen.ts';
import { listenUrl, parseListenAddress } from './sockets/listen-address.ts';

/** One listener that takes connections, and the server that serves them. */
export class OpenListener {
  /** As it was written. */
  readonly address: string;
  readonly #listening: Listening;
  readonly #parts: ListenerParts;
  #serving: Serving;
  #server: ListenerServer;
  /** Servers with the bounds of older configurations, for the connections that came under them. */
  readonly #leaving = new Set<ListenerServer>();

  private constructor(address: string, listening: Listening, first: First, parts: ListenerParts) {
    this.address = address;
    this.#listening = listening;
    this.#parts = parts;
    this.#serving = first.serving;
    this.#server = first.server;
  }

  /** Rejects with a plain message when the address cannot be had. */
  static async open(address: string, serving: Serving, parts: ListenerParts): Promise<OpenListener> {
    const server = new ListenerServer(serving, parts);
    const opened: { listener?: OpenListener } = {};
    const listening = await listen(parseListenAddress(address), (raw) => {
      if (parts.mayAccept()) (opened.listener?.server ?? server).accept(raw);
      else raw.destroy();
    });
    opened.listener = new OpenListener(address, listening, { serving, server }, parts);
    return opened.listener;
  }

  /** Id of the listener in the configuration. */
  get id(): string {
    return this.#server.options.listener;
  }

  get server(): ListenerServer {
    return this.#server;
  }

  /** Where it can be reached, for people. */
  get url(): string {
    const scheme = this.#serving.tls === undefined ? 'http' : 'https';
    return listenUrl(parseListenAddress(this.address), this.#listening.port, scheme);
  }

  get connectionCount(): number {
    let count = this.#server.connectionCount;
    for (const server of this.#leaving) count += server.connectionCount;
    return count;
  }

  /**
   * Serves new connections by `serving`. Those that are there end with the reply under way, unless nothing but the
   * certificates differs: then they stay.
   */
  change(serving: Serving, drainMs: number): void {
    const before = this.#serving;
    this.#serving = serving;
    if (isSame(before, serving)) {
      if (serving.tls) this.#server.replaceTls(serving.tls);
      return;
    }
    const server = this.#server;
    this.#server = new ListenerServer(serving, this.#parts);
    this.#leaving.add(server);
    void server.drain(drainMs).then(() => this.#leaving.delete(server));
  }

  /** Takes no more connections, and ends those that are there. Resolves when none is left. */
  async stop(drainMs: number): Promise<void> {
    this.#listening.stop();
    await Promise.all([this.#server, ...this.#leaving].map((server) => server.drain(drainMs)));
  }
}

interface First {
  readonly serving: Serving;
  readonly server: ListenerServer;
}

function isSame({ tls, ...one }: Serving, { tls: otherTls, ...other }: Serving): boolean {
  return (tls === undefined) === (otherTls === undefined) && JSON.stringify(one) === JSON.stringify(other);
}
