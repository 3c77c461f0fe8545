import type { Clock } from '../platform/platform.ts';
import type { Socket } from '../platform/socket.ts';
import type { Timers } from '../platform/timers.ts';
import { ConnectionPlaces } from './connection-places.ts';
import { DateField } from './date-field.ts';
import type { RequestHandler } from './request-handler.ts';
import { ServerConnection } from './server-connection.ts';
import type { ServerContext } from './server-context.ts';
import type { ServerOptions } from './server-options.ts';

/** What a server needs of its runtime. */
export interface ServerPlatform {
  readonly timers: Timers;
  readonly clock: Clock;
}

/** The HTTP/1.1 side of one listener: whoever accepts connections hands their sockets in. */
export class Http1Server implements ServerContext {
  readonly options: ServerOptions;
  readonly handler: RequestHandler;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly dateField = new DateField();
  isDraining = false;
  /** Connections turned away because there were too many. */
  turnedAway = 0;
  readonly #connections = new Set<ServerConnection>();
  readonly #places: ConnectionPlaces;
  #onEmpty: (() => void) | undefined = undefined;

  /** `places` is given where other protocols share the bounds of the listener. */
  constructor(
    options: ServerOptions,
    handler: RequestHandler,
    { timers, clock }: ServerPlatform,
    places: ConnectionPlaces = new ConnectionPlaces(options),
  ) {
    this.options = options;
    this.handler = handler;
    this.timers = timers;
    this.clock = clock;
    this.#places = places;
  }

  /** Connections open, tunnels and closing ones included. */
  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Serves a new connection, or closes it when there are too many or the server is stopping. */
  accept(socket: Socket): void {
    if (!this.isDraining && this.#places.take(socket.remoteAddress)) {
      this.#connections.add(new ServerConnection(socket, this));
      return;
    }
    this.turnedAway += 1;
    socket.destroy();
  }

  /** Serves a connection that has its place already, or gives the place back when the server is stopping. */
  serve(socket: Socket): void {
    if (!this.isDraining) {
      this.#connections.add(new ServerConnection(socket, this));
      return;
    }
    this.#places.leave(socket.remoteAddress);
    socket.destroy();
  }

  /**
   * Stops: idle connections close at once, the others after the reply under way. What is left after `deadlineMs` is
   * broken off. Resolves when no connection is left.
   */
  drain(deadlineMs: number): Promise<void> {
    this.isDraining = true;
    for (const connection of [...this.#connections]) connection.drain();
    if (this.#connections.size === 0) return Promise.resolve();
    const timer = this.timers.after(deadlineMs, () => {
      for (const connection of [...this.#connections]) connection.destroy();
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

  onGone(connection: ServerConnection): void {
    if (!this.#connections.delete(connection)) return;
    this.#places.leave(connection.socket.remoteAddress);
    if (this.#connections.size === 0) this.#onEmpty?.();
  }
}
