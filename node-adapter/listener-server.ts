import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { clientNetwork } from '../shared/http1/client-network.ts';
import { ConnectionPlaces, type NoPlace } from '../shared/http1/connection-places.ts';
import type { RequestHandler } from '../shared/http1/request-handler.ts';
import { Http1Server, type ServerPlatform } from '../shared/http1/server.ts';
import type { ServerOptions } from '../shared/http1/server-options.ts';
import type { Socket as PlainSocket } from '../shared/platform/socket.ts';
import { type Http2Options, Http2Server } from './http2/http2-server.ts';
import { acceptDirectly } from './sockets/direct-reads.ts';
import { NodeSocket, peerAddress } from './sockets/node-socket.ts';
import { TlsFront, type Waiting } from './tls/tls-front.ts';
import type { TlsSettings } from './tls/tls-settings.ts';

/** What a listener serves its connections by. */
export interface Serving {
  readonly options: ServerOptions;
  /** `undefined`: connections are not encrypted. */
  readonly tls: TlsSettings | undefined;
  /** `undefined`: HTTP/2 is not offered. */
  readonly http2: Http2Options | undefined;
}

/** What the servers of all listeners share. */
export interface ListenerParts {
  readonly handler: RequestHandler;
  readonly platform: ServerPlatform;
  /** Whether one more connection is allowed, over all listeners. */
  readonly mayAccept: () => boolean;
  /** A client and we could not agree on encryption. */
  readonly onTlsFailure: (failure: TlsFailure) => void;
  /** A connection was closed at once, because there were too many. */
  readonly onTurnedAway: (connection: TurnedAway) => void;
}

/** A connection that was closed at once, and why. */
export interface TurnedAway {
  readonly listener: string;
  readonly reason: NoPlace | 'too_many_handshakes';
  /** An IPv4 address, or a /64 of IPv6; empty on a Unix socket. */
  readonly network: string;
}

/** A handshake that failed. */
export interface TlsFailure {
  readonly listener: string;
  readonly address: string;
  readonly reason: string;
}

/** Serves the connections of one listener by one set of bounds, whatever is spoken on them. */
export class ListenerServer {
  readonly options: ServerOptions;
  readonly #parts: ListenerParts;
  readonly #places: ConnectionPlaces;
  readonly #http1: Http1Server;
  readonly #http2: Http2Server | undefined;
  readonly #front: TlsFront | undefined;
  #isDraining = false;

  constructor({ options, tls, http2 }: Serving, parts: ListenerParts) {
    const { handler, platform } = parts;
    const protocols = http2 === undefined ? ['http/1.1'] : ['h2', 'http/1.1'];
    this.options = options;
    this.#parts = parts;
    this.#places = new ConnectionPlaces(options, (reason, network) =>
      parts.onTurnedAway({ listener: options.listener, reason, network }),
    );
    this.#http1 = new Http1Server(options, handler, platform, this.#places);
    this.#http2 = http2 && new Http2Server(options, http2, handler, platform, this.#places);
    this.#front = tls && new TlsFront(tls, frontOptions(options, protocols), this, platform.timers);
  }

  /** Connections open, handshakes under way included. */
  get connectionCount(): number {
    return this.#places.taken;
  }

  /** Takes a new connection, or closes it when there are too many. */
  accept(raw: Socket): void {
    if (this.#front === undefined) {
      this.#http1.accept(new NodeSocket(acceptDirectly(raw), false));
      return;
    }
    const address = peerAddress(raw);
    if (this.#isDraining || !this.#places.take(address)) {
      raw.destroy();
    } else if (!this.#front.take(raw)) {
      this.#places.leave(address);
      if (this.#front.isFull) this.#tellOfHandshakes(address);
      raw.destroy();
    }
  }

  #tellOfHandshakes(address: string): void {
    const { listener } = this.options;
    this.#parts.onTurnedAway({ listener, reason: 'too_many_handshakes', network: clientNetwork(address) });
  }

  /** Takes a new connection that will not be encrypted. */
  acceptPlain(socket: PlainSocket): void {
    this.#http1.accept(socket);
  }

  /** New connections are encrypted by `tls`; those that are there stay. */
  replaceTls(tls: TlsSettings): void {
    this.#front?.replace(tls);
  }

  onSecure(secure: TLSSocket, protocol: string): void {
    if (protocol === 'h2' && this.#http2 !== undefined) this.#http2.serve(secure);
    else this.#http1.serve(new NodeSocket(secure, true));
  }

  onFailed(reason: string, { address }: Waiting): void {
    this.#places.leave(address);
    this.#parts.onTlsFailure({ listener: this.options.listener, address, reason });
  }

  /** Ends what is there; what is left after `deadlineMs` is broken off. Resolves when no connection is left. */
  async drain(deadlineMs: number): Promise<void> {
    this.#isDraining = true;
    this.#front?.close();
    await Promise.all([this.#http1.drain(deadlineMs), this.#http2?.drain(deadlineMs)]);
  }
}

/** A quarter of all connections may be in their handshake; more would be an attack on our processor. */
function frontOptions({ headTimeoutMs, maxConnections }: ServerOptions, protocols: readonly string[]) {
  return {
    protocols,
    handshakeMs: headTimeoutMs,
    maxHandshakes: Math.max(64, Math.ceil(maxConnections / 4)),
  };
}
