import type { RequestHandler } from '../shared/http1/request-handler.ts';
import { Http1Server, type ServerPlatform } from '../shared/http1/server.ts';
import type { ServerOptions } from '../shared/http1/server-options.ts';
import { type Listening, listen } from './sockets/listen.ts';
import { listenUrl, parseListenAddress } from './sockets/listen-address.ts';

/** One listener that takes connections, and the server that serves them. */
export class OpenListener {
  /** As it was written. */
  readonly address: string;
  readonly #listening: Listening;
  #server: Http1Server;
  /** Servers with the bounds of older configurations, for the connections that came under them. */
  readonly #leaving = new Set<Http1Server>();

  private constructor(address: string, listening: Listening, server: Http1Server) {
    this.address = address;
    this.#listening = listening;
    this.#server = server;
  }

  /** Rejects with a plain message when the address cannot be had. */
  static async open(
    address: string,
    options: ServerOptions,
    { handler, platform, mayAccept }: ListenerParts,
  ): Promise<OpenListener> {
    const server = new Http1Server(options, handler, platform);
    const opened: { listener?: OpenListener } = {};
    const listening = await listen(parseListenAddress(address), (socket) => {
      if (mayAccept()) (opened.listener?.server ?? server).accept(socket);
      else socket.destroy();
    });
    opened.listener = new OpenListener(address, listening, server);
    return opened.listener;
  }

  /** Id of the listener in the configuration. */
  get id(): string {
    return this.#server.options.listener;
  }

  get server(): Http1Server {
    return this.#server;
  }

  /** Where it can be reached, for people. */
  get url(): string {
    return listenUrl(parseListenAddress(this.address), this.#listening.port);
  }

  get connectionCount(): number {
    let count = this.#server.connectionCount;
    for (const server of this.#leaving) count += server.connectionCount;
    return count;
  }

  /** New connections are served by `server`; those that are there end with the reply under way. */
  replaceServer(server: Http1Server, drainMs: number): void {
    const before = this.#server;
    this.#server = server;
    this.#leaving.add(before);
    void before.drain(drainMs).then(() => this.#leaving.delete(before));
  }

  /** Takes no more connections, and ends those that are there. Resolves when none is left. */
  async stop(drainMs: number): Promise<void> {
    this.#listening.stop();
    await Promise.all([this.#server, ...this.#leaving].map((server) => server.drain(drainMs)));
  }
}

/** What a listener serves with. */
export interface ListenerParts {
  readonly handler: RequestHandler;
  readonly platform: ServerPlatform;
  /** Whether one more connection is allowed, over all listeners. */
  readonly mayAccept: () => boolean;
}
