import type { CounterPage } from './book-store.ts';

/** Counters looked at whenever a new one comes, so that idle ones leave before the room is needed. */
const LOOK_IN_PASSING = 2;
/** And when it is needed. */
const LOOK_FOR_ROOM = 64;
const MAX_WAIT_MS = 60_000;

/**
 * At most `most` counters in memory. Only idle ones are ever dropped, which changes no verdict, as an idle counter says
 * what a new one says: so nobody can reset a limit by pressing others out. For the same reason it does not matter which
 * idle one goes first, and no order of use has to be kept on the path of a request: a hand goes round the counters.
 * When nothing idle is found, new keys find no room until something becomes idle; known keys are counted as ever.
 */
export class KeptCounters {
  readonly #most: number;
  readonly #byKey = new Map<string, KeptCounter>();
  /** All of them in no order, each at its `place`. */
  readonly #all: KeptCounter[] = [];
  #hand = 0;
  /** The soonest that one of those looked at last is idle. */
  #soonest = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#all.length;
  }

  get(key: string): CounterPage | undefined {
    return this.#byKey.get(key);
  }

  /**
   * To be called for a new counter when `roomMs` has said that there is room. One that was idle, and was dropped for
   * another claim of the same operation, comes back in any case: at most as many too many as there are claims.
   */
  put(key: string, page: CounterPage, idleAt: number, now: number): void {
    if (page instanceof KeptCounter) {
      page.idleAt = idleAt;
      if (page.place < 0) this.#add(page);
      return;
    }
    const known = this.#byKey.get(key);
    if (known !== undefined) this.#drop(known);
    this.#dropIdle(now, LOOK_IN_PASSING);
    this.#add(new KeptCounter(key, page, idleAt));
  }

  /** 0 when `more` can be added, else when to ask again: the soonest that one of those just looked at is idle. */
  roomMs(more: number, now: number): number {
    if (this.#all.length + more <= this.#most || this.#makeRoom(more, now)) return 0;
    return Math.min(MAX_WAIT_MS, Math.max(1, this.#soonest - now));
  }

  #makeRoom(more: number, now: number): boolean {
    this.#dropIdle(now, LOOK_FOR_ROOM);
    return this.#all.length + more <= this.#most;
  }

  #dropIdle(now: number, look: number): void {
    this.#soonest = Infinity;
    for (let looked = 0; looked < look && this.#all.length > 0; looked += 1) {
      this.#hand = this.#hand + 1 < this.#all.length ? this.#hand + 1 : 0;
      const counter = this.#all[this.#hand] as KeptCounter;
      if (counter.idleAt <= now) this.#drop(counter);
      else if (counter.idleAt < this.#soonest) this.#soonest = counter.idleAt;
    }
  }

  #add(counter: KeptCounter): void {
    counter.place = this.#all.length;
    this.#all.push(counter);
    this.#byKey.set(counter.key, counter);
  }

  #drop(counter: KeptCounter): void {
    const last = this.#all.pop() as KeptCounter;
    if (last !== counter) {
      this.#all[counter.place] = last;
      last.place = counter.place;
    }
    counter.place = -1;
    this.#byKey.delete(counter.key);
  }
}

class KeptCounter implements CounterPage {
  readonly key: string;
  readonly kind: string;
  readonly numbers: number[];
  idleAt: number;
  /** Where it stands among all; -1 while it is not. */
  place = -1;

  constructor(key: string, { kind, numbers }: CounterPage, idleAt: number) {
    this.key = key;
    this.kind = kind;
    this.numbers = numbers;
    this.idleAt = idleAt;
  }
}
