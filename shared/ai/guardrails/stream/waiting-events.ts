import type { SaidEvent } from './said-event.ts';

/** Events that may be the last of their stream, and wait for what is held back of the text before them. */
export class WaitingEvents {
  #events: SaidEvent[] = [];
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  /** A stream that goes on for so long without a text has not ended with the first of them. */
  get isFull(): boolean {
    return this.#events.length >= maxEvents || this.#bytes >= maxBytes;
  }

  has(said: SaidEvent): boolean {
    return this.#events.includes(said);
  }

  add(said: SaidEvent): void {
    this.#events.push(said);
    this.#bytes += said.event.bytes.byteLength;
  }

  /** All of them, in their order; none waits afterwards. */
  take(): readonly SaidEvent[] {
    if (this.isEmpty) return none;
    const taken = this.#events;
    this.#events = [];
    this.#bytes = 0;
    return taken;
  }
}

const maxEvents = 64;
const maxBytes = 256 * 1024;
const none: readonly SaidEvent[] = [];
