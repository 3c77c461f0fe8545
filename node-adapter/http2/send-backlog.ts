import type { Socket } from 'node:net';

/** Bytes that may wait at a connection before its streams are held back. */
const mostBytes = 256 * 1024;

/** A stream that may be told to wait. */
export interface WaitingStream {
  /** There may be room again. */
  drained(): void;
}

/**
 * What waits to be sent on one connection. Node holds a stream back itself when its connection takes nothing; Deno takes
 * all that the other side's windows allow, which may be two gigabytes, and keeps it.
 */
export class SendBacklog {
  readonly #socket: Socket;
  readonly #waiting = new Set<WaitingStream>();

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('drain', () => this.#goOn());
  }

  /** Whether the stream may send now; otherwise it is told when to ask again. */
  hasRoom(stream: WaitingStream): boolean {
    if (this.#socket.writableLength < mostBytes) return true;
    this.#waiting.add(stream);
    return false;
  }

  /** The stream is over. */
  leave(stream: WaitingStream): void {
    this.#waiting.delete(stream);
  }

  /** In the order in which they had to wait: who is told waits again behind the others. */
  #goOn(): void {
    for (let left = this.#waiting.size; left > 0 && this.#socket.writableLength < mostBytes; left -= 1) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      this.#waiting.delete(next);
      next.drained();
    }
  }
}
