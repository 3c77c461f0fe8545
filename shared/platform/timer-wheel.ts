import type { Timer, Timers } from './timers.ts';

/** Length of one tick in milliseconds: no deadline of ours needs to be finer. */
export const tickMs = 20;

/** Slots of the wheel. Longer deadlines stay in their slot for several turns (one turn is 10 s). */
const slotCount = 512;

/** What makes a wheel turn: the adapter calls `tick` about every {@link tickMs} between `start` and `stop`. */
export interface WheelDriver {
  start(tick: () => void): void;
  stop(): void;
}

/**
 * Deadlines at a fixed, small cost each: adding and cancelling are a few pointer writes, and the runtime sees one
 * interval however many there are. No callback runs early; each runs at the first tick after it is due.
 */
export class TimerWheel implements Timers {
  readonly #monotonic: () => number;
  readonly #driver: WheelDriver;
  readonly #slots: Entry[] = Array.from({ length: slotCount }, () => new Entry(0, nothing));
  /** Entries that are due, while their callbacks run. */
  readonly #due = new Entry(0, nothing);
  readonly #tick = (): void => this.tick();
  /** The tick that was worked off last. */
  #current = 0;
  #size = 0;

  constructor(monotonic: () => number, driver: WheelDriver) {
    this.#monotonic = monotonic;
    this.#driver = driver;
  }

  /** Deadlines that are neither run nor cancelled. */
  get size(): number {
    return this.#size;
  }

  after(delayMs: number, callback: () => void): Timer {
    const now = this.#monotonic();
    if (this.#size === 0) this.#wake(now);
    const entry = new WheelTimer(now + Math.max(delayMs, 0), callback, this);
    insertBefore(this.#slots[tickOf(entry.dueAt) % slotCount]!, entry);
    this.#size += 1;
    return entry;
  }

  /** Runs what is due. The driver calls it; late and missed calls are made good. */
  tick(): void {
    const now = this.#monotonic();
    const last = tickOf(now);
    // The slot of the tick before is looked at again: it may hold entries that came due since.
    const first = Math.max(this.#current, last - slotCount + 1);
    for (let tick = first; tick <= last; tick += 1) collect(this.#slots[tick % slotCount]!, now, this.#due);
    this.#current = last;
    this.#runDue();
    if (this.#size === 0) this.#driver.stop();
  }

  /** Takes an entry out. Only {@link WheelTimer} calls it. */
  forget(entry: Entry): void {
    unlink(entry);
    this.#size -= 1;
  }

  #wake(now: number): void {
    // While nothing was waiting nobody ticked: the slots between then and now are empty.
    this.#current = tickOf(now);
    this.#driver.start(this.#tick);
  }

  /** A callback may add and cancel others, and may throw: what is left is then run by the next tick. */
  #runDue(): void {
    const due = this.#due;
    while (due.next !== due) {
      const entry = due.next;
      this.forget(entry);
      entry.callback();
    }
  }
}

/** A place in a doubly linked ring; it needs no list to be taken out of. */
class Entry {
  /** On the monotonic clock. */
  readonly dueAt: number;
  readonly callback: () => void;
  next: Entry = this;
  previous: Entry = this;

  constructor(dueAt: number, callback: () => void) {
    this.dueAt = dueAt;
    this.callback = callback;
  }
}

class WheelTimer extends Entry implements Timer {
  readonly #wheel: TimerWheel;

  constructor(dueAt: number, callback: () => void, wheel: TimerWheel) {
    super(dueAt, callback);
    this.#wheel = wheel;
  }

  cancel(): void {
    if (this.next !== this) this.#wheel.forget(this);
  }
}

function tickOf(at: number): number {
  return Math.floor(at / tickMs);
}

/** Moves the entries of a slot that are due by `now`; the others wait for another turn. */
function collect(slot: Entry, now: number, due: Entry): void {
  let entry = slot.next;
  while (entry !== slot) {
    const { next } = entry;
    if (entry.dueAt <= now) {
      unlink(entry);
      insertBefore(due, entry);
    }
    entry = next;
  }
}

function insertBefore(place: Entry, entry: Entry): void {
  entry.previous = place.previous;
  entry.next = place;
  place.previous.next = entry;
  place.previous = entry;
}

function unlink(entry: Entry): void {
  entry.previous.next = entry.next;
  entry.next.previous = entry.previous;
  entry.next = entry;
  entry.previous = entry;
}

function nothing(): void {}
