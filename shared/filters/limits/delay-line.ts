import type { WaitingRoom } from '../../engine/waiting-room.ts';
import type { Clock } from '../../platform/platform.ts';

/** When a request may have its turn. */
export interface Turn {
  /** Until there is room for the first one. */
  readonly firstMs: number;
  /** Between one and the next. */
  readonly spacingMs: number;
  /** A turn later than this is none. */
  readonly mostMs: number;
}

/**
 * Requests that wait for room in a limit, a line for each counter: who comes later gets a later turn. Nobody is woken by
 * another; each waits for its own turn, so that one that leaves takes nobody with it.
 */
export class DelayLine {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #room: WaitingRoom;
  /** No more lines than requests that wait. */
  readonly #lines = new Map<string, Line>();

  constructor(clock: Pick<Clock, 'monotonic'>, room: WaitingRoom) {
    this.#clock = clock;
    this.#room = room;
  }

  /** Whether somebody waits, who is not to be overtaken. */
  has(key: string): boolean {
    return this.#lines.has(key);
  }

  /** Milliseconds until the turn of who joins now; `undefined` when it would be too late, or no place is left to wait at. */
  join(key: string, { firstMs, spacingMs, mostMs }: Turn): number | undefined {
    const now = this.#clock.monotonic();
    const line = this.#lines.get(key);
    const at = Math.max(now + firstMs, line === undefined ? 0 : line.lastAt + spacingMs);
    if (at - now > mostMs || !this.#room.enter()) return undefined;
    if (line === undefined) this.#lines.set(key, { waiting: 1, lastAt: at });
    else {
      line.waiting += 1;
      line.lastAt = at;
    }
    return at - now;
  }

  /** Who joined has had its turn, or has gone. */
  leave(key: string): void {
    this.#room.leave();
    const line = this.#lines.get(key);
    if (line === undefined) return;
    line.waiting -= 1;
    if (line.waiting === 0) this.#lines.delete(key);
  }
}

interface Line {
  waiting: number;
  /** When the last one in it has its turn, on the monotonic clock. */
  lastAt: number;
}
