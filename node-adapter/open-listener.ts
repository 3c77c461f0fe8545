import type { Socket as NetSocket } from 'node:net';
import { clientNetwork } from '../shared/http1/client-network.ts';
import { unixPrefix } from '../shared/platform/dialer.ts';
import type { Socket } from '../shared/platform/socket.ts';
import { type ListenerParts, ListenerServer, type Serving } from './listener-server.ts';
import { bunApi } from './sockets/bun/bun-api.ts';
import { listenOnBun } from './sockets/bun/bun-listen.ts';
import { type Listening, listen } from './sockets/listen.ts';
import { type ListenAddress, listenUrl, parseListenAddress } from './sockets/listen-address.ts';
import { peerAddress } from './sockets/node-socket.ts';

/** One listener that takes connections, and the server that serves them. */
export class OpenListener {
  /** As it was written. */
  readonly address: string;
  readonly #parts: ListenerParts;
  #serving: Serving;
  #server: ListenerServer;
  #listening: Listening | undefined = undefined;
  /** Servers with the bounds of older configurations, for the connections that came under them. */
  readonly #leaving = new Set<ListenerServer>();

  private constructor(address: string, serving: Serving, parts: ListenerParts) {
    this.address = address;
    this.#parts = parts;
    this.#serving = serving;
    this.#server = new ListenerServer(serving, parts);
  }

  /** Rejects with a plain message when the address cannot be had. */
  static async open(address: string, serving: Serving, parts: ListenerParts): Promise<OpenListener> {
    const listener = new OpenListener(address, serving, parts);
    await listener.#listen(parseListenAddress(address));
    return listener;
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
    return listenUrl(parseListenAddress(this.address), this.#port, scheme);
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
  async change(serving: Serving, drainMs: number): Promise<void> {
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
    const isOtherKind = (before.tls === undefined) !== (serving.tls === undefined);
    if (isOtherKind && bunApi() !== undefined) await this.#listenAgain();
  }

  /** Takes no more connections, and ends those that are there. Resolves when none is left. */
  async stop(drainMs: number): Promise<void> {
    this.#listening?.stop();
    await Promise.all([this.#server, ...this.#leaving].map((server) => server.drain(drainMs)));
  }

  get #port(): number {
    return this.#listening?.port ?? 0;
  }

  async #listen(at: ListenAddress): Promise<void> {
    const bun = bunApi();
    const isBuns = bun !== undefined && this.#serving.tls === undefined;
    this.#listening = isBuns ? await listenOnBun(bun, at, this.#onPlain) : await listen(at, this.#onRaw);
  }

  /** Bun takes connections that are to be encrypted in another way than others. */
  async #listenAgain(): Promise<void> {
    const at = { ...parseListenAddress(this.address), port: this.#port };
    this.#listening?.stop();
    await this.#listen(at);
  }

  readonly #onRaw = (raw: NetSocket): void => {
    const address = peerAddress(raw);
    if (!this.#isGone(address) && this.#mayAccept(address)) this.#server.accept(raw);
    else raw.destroy();
  };

  readonly #onPlain = (socket: Socket): void => {
    const address = socket.remoteAddress;
    if (!this.#isGone(address) && this.#mayAccept(address)) this.#server.acceptPlain(socket);
    else socket.destroy();
  };

  /**
   * Whether the client reset the connection before it was taken: nobody knows its address any more, so no rule about
   * addresses would hold for what it sent. Those of a Unix socket have none.
   */
  #isGone(address: string): boolean {
    return address === '' && !this.address.startsWith(unixPrefix);
  }

  #mayAccept(address: string): boolean {
    if (this.#parts.mayAccept()) return true;
    const network = clientNetwork(address);
    this.#parts.onTurnedAway({ listener: this.id, reason: 'too_many_connections', network });
    return false;
  }
}

function isSame({ tls, ...one }: Serving, { tls: otherTls, ...other }: Serving): boolean {
  return (tls === undefined) === (otherTls === undefined) && JSON.stringify(one) === JSON.stringify(other);
}
