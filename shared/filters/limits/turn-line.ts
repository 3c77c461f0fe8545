import type { Exchange } from '../../engine/exchange.ts';
import type { WaitingRoom } from '../../engine/waiting-room.ts';
import type { Timers } from '../../platform/timers.ts';

/** Bounds of the waiting for places. */
export interface LineBounds {
  /** Requests that wait for one key. */
  readonly mostWaiting: number;
}

/** A request in a line. */
export interface Waiter {
  /** Ends its nap. */
  wake: (() => void) | undefined;
}

/**
 * Requests that wait for a place, a line for each key, first come, first served. The first is woken when a place is given
 * back here, and looks by itself for those given back elsewhere.
 */
export class TurnLine {
  readonly #bounds: LineBounds;
  readonly #room: WaitingRoom;
  readonly #timers: Timers;
  /** No more lines than requests that wait. */
  readonly #lines = new Map<string, Set<Waiter>>();

  constructor(bounds: LineBounds, room: WaitingRoom, timers: Timers) {
    this.#bounds = bounds;
    this.#room = room;
    this.#timers = timers;
  }

  /** Whether somebody waits, who is not to be overtaken. */
  has(key: string): boolean {
    return this.#lines.has(key);
  }

  /** Joins the end of the line; `undefined` when it is full. */
  join(key: string): Waiter | undefined {
    const line = this.#lines.get(key) ?? new Set();
    if (line.size >= this.#bounds.mostWaiting || !this.#room.enter()) return undefined;
    const waiter: Waiter = { wake: undefined };
    line.add(waiter);
    this.#lines.set(key, line);
    return waiter;
  }

  isFirst(key: string, waiter: Waiter): boolean {
    return this.#lines.get(key)?.values().next().value === waiter;
  }

  /** Who joined has its place, or has gone; the next one looks. */
  leave(key: string, waiter: Waiter): void {
    this.#room.leave();
    const line = this.#lines.get(key);
    line?.delete(waiter);
    if (line?.size === 0) this.#lines.delete(key);
    else this.wakeFirst(key);
  }

  /** A place may be free. */
  wakeFirst(key: string): void {
    this.#lines.get(key)?.values().next().value?.wake?.();
  }

  /** Waits until woken, for `ms` at most; over at once when the request is given up. */
  nap(exchange: Exchange, waiter: Waiter, ms: number): Promise<void> {
    if (exchange.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#timers.after(ms, resolve);
      const end = (): void => {
        timer.cancel();
        resolve();
      };
      waiter.wake = end;
      exchange.onAbort = end;
    });
  }
}
