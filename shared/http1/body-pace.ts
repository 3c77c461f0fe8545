/**
 * How long a body may still be waited for. A client that sends a byte now and then never keeps anyone waiting for long,
 * and yet holds a place at the upstream for as long as it likes: on the whole a body has to come at some speed. Only
 * time spent waiting for the client counts, not the time in which nobody took what it sent.
 */
export class BodyPace {
  readonly #graceMs: number;
  readonly #bytesPerMs: number;
  #waitedMs = 0;
  #since: number | undefined = undefined;

  /** Every body may take `graceMs`, and a second more for each `minBytesPerSecond` that have come. */
  constructor(graceMs: number, minBytesPerSecond: number) {
    this.#graceMs = graceMs;
    this.#bytesPerMs = minBytesPerSecond / 1000;
  }

  /** Another body is to come. */
  reset(): void {
    this.#waitedMs = 0;
    this.#since = undefined;
  }

  /** Waiting goes on, `received` bytes having come by now: answers for how long it may, in milliseconds. */
  await(now: number, received: number): number {
    this.pause(now);
    this.#since = now;
    return Math.max(0, this.#graceMs + received / this.#bytesPerMs - this.#waitedMs);
  }

  /** Nobody waits for the client now. */
  pause(now: number): void {
    if (this.#since !== undefined) this.#waitedMs += now - this.#since;
    this.#since = undefined;
  }
}

/** Longest waits for a piece of a body that are forgiven before its speed is looked at. */
export const graceWaits = 4;
