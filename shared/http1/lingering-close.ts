import { Deadline } from '../platform/deadline.ts';
import type { Socket, SocketHandler } from '../platform/socket.ts';
import type { ServerContext } from './server-context.ts';

/**
 * The end of a connection that we close first (RFC 9112 §9.6): says that no more will come, and reads past what the
 * client still sends until it closes too. To close at once would make its system drop our last answer.
 */
export class LingeringClose implements SocketHandler {
  readonly #socket: Socket;
  readonly #deadline: Deadline;
  readonly #onGone: () => void;
  #isGone = false;

  /** Takes over the socket. `hasEnded`: the client has already said that no more will come. */
  constructor(socket: Socket, { options, timers, clock }: ServerContext, hasEnded: boolean, onGone: () => void) {
    this.#socket = socket;
    this.#onGone = onGone;
    this.#deadline = new Deadline(
      timers,
      () => clock.monotonic(),
      () => this.#destroy(),
    );
    socket.handler = this;
    socket.end();
    // What the socket still holds back must leave first: a slow client is given the time of any other write.
    this.#deadline.set(hasEnded || (socket.unsent ?? 0) > 0 ? options.writeTimeoutMs : options.lingerMs);
    if (!hasEnded) socket.resume();
  }

  /** Only time bounds what is read past: nothing of it is kept. */
  onData(): void {}

  onDrain(): void {}

  onEnd(): void {}

  onClose(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#deadline.dispose();
    this.#onGone();
  }

  #destroy(): void {
    dropSocket(this.#socket);
    this.onClose();
  }
}

/** Destroys a socket to which all is written. What it could not send is cut, which must not look whole to the client. */
export function dropSocket(socket: Socket): void {
  socket.destroy((socket.unsent ?? 0) > 0 ? 'reset' : undefined);
}
