import { createServer, type Http2Server as NodeServer, type ServerHttp2Session } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { ConnectionPlaces } from '../../shared/http1/connection-places.ts';
import { DateField } from '../../shared/http1/date-field.ts';
import type { RequestHandler } from '../../shared/http1/request-handler.ts';
import type { ServerPlatform } from '../../shared/http1/server.ts';
import type { ServerOptions } from '../../shared/http1/server-options.ts';
import { peerAddress } from '../sockets/node-socket.ts';
import { maxListBytes, maxSendBytes } from './fields.ts';
import type { Http2ServerContext } from './server-context.ts';
import { ServerSession } from './server-session.ts';

/** Bytes of one request body that may wait for us. */
const streamWindowBytes = 65_535;
/** Bytes of all bodies of a connection: one that waits must not stop the others. */
const maxConnectionWindowBytes = 4 * 1024 * 1024;

/** What a server of HTTP/2 needs beside what all servers do. */
export interface Http2Options {
  /** Streams of one connection at once. */
  readonly maxStreams: number;
}

/** The HTTP/2 side of one listener, on the runtime's own implementation. */
export class Http2Server {
  readonly #context: Http2ServerContext;
  readonly #places: ConnectionPlaces;
  readonly #server: NodeServer;
  readonly #sessions = new Set<ServerSession>();
  /** The connection that is being handed over: the runtime makes its session meanwhile. */
  #arriving: TLSSocket | undefined = undefined;
  #isDraining = false;
  #onEmpty: (() => void) | undefined = undefined;

  constructor(
    options: ServerOptions,
    { maxStreams }: Http2Options,
    handler: RequestHandler,
    { timers, clock }: ServerPlatform,
    places: ConnectionPlaces,
  ) {
    this.#context = {
      options,
      maxStreams,
      maxListBytes: maxListBytes(options.head),
      handler,
      timers,
      clock,
      dateField: new DateField(),
    };
    this.#places = places;
    this.#server = createServer(nodeOptions(this.#context));
    this.#server.on('session', (session) => this.#onSession(session));
    this.#server.on('sessionError', ignore);
  }

  /** Serves a connection that has its place already, or gives the place back when the server is stopping. */
  serve(socket: TLSSocket): void {
    const address = peerAddress(socket);
    socket.once('close', () => this.#places.leave(address));
    socket.on('error', ignore);
    // Our listeners allow connections to be half open, which HTTP/2 has no use for.
    socket.once('end', () => socket.destroy());
    if (this.#isDraining) {
      socket.destroy();
      return;
    }
    this.#arriving = socket;
    this.#server.emit('connection', socket);
    this.#arriving = undefined;
  }

  /** Takes no more requests; what is left after `deadlineMs` is broken off. Resolves when no connection is left. */
  drain(deadlineMs: number): Promise<void> {
    this.#isDraining = true;
    for (const session of [...this.#sessions]) session.close();
    if (this.#sessions.size === 0) return Promise.resolve();
    const timer = this.#context.timers.after(deadlineMs, () => {
      for (const session of [...this.#sessions]) session.destroy();
    });
    return new Promise((resolve) => {
      const before = this.#onEmpty;
      this.#onEmpty = () => {
        timer.cancel();
        before?.();
        resolve();
      };
    });
  }

  #onSession(session: ServerHttp2Session): void {
    const socket = this.#arriving;
    if (socket === undefined) {
      session.destroy();
      return;
    }
    const ours = new ServerSession(session, socket, this.#context);
    this.#sessions.add(ours);
    socket.once('close', () => {
      if (this.#sessions.delete(ours) && this.#sessions.size === 0) this.#onEmpty?.();
    });
    const { maxStreams } = this.#context;
    session.setLocalWindowSize(Math.min(maxConnectionWindowBytes, streamWindowBytes * Math.max(1, maxStreams)));
  }
}

/** The head of a request is held against the limits by the engine, which can answer; these stop what goes far beyond. */
function nodeOptions({ options: { head }, maxStreams, maxListBytes: maxHeaderListSize }: Http2ServerContext) {
  return {
    maxHeaderListPairs: head.maxCount * 2 + 8,
    maxSendHeaderBlockLength: maxSendBytes,
    maxSessionMemory: 32,
    maxOutstandingPings: 4,
    maxSettings: 32,
    maxSessionInvalidFrames: 64,
    maxSessionRejectedStreams: 64,
    peerMaxConcurrentStreams: 100,
    settings: {
      enablePush: false,
      enableConnectProtocol: false,
      initialWindowSize: streamWindowBytes,
      maxConcurrentStreams: maxStreams,
      maxHeaderListSize,
    },
  };
}

function ignore(): void {}
