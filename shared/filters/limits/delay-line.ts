import type { Exchange } from '../../engine/exchange.ts';
import type { WaitingRoom } from '../../engine/waiting-room.ts';
import type { Clock } from '../../platform/platform.ts';
import type { Timers } from '../../platform/timers.ts';

/** When a request may have its turn. */
export interface Turn {
  /** Until there is room for the first one. */
  readonly firstMs: number;
  /** Between one and the next. */
  readonly spacingMs: number;
  /** A turn later than this is none. */
  readonly mostMs: number;
}

/** A request in a line. */
export interface Place {
  readonly key: string;
  readonly spacingMs: number;
  /** Its turn comes no later, on the monotonic clock, and sooner when others leave. */
  latestAt: number;
  /** Ends its nap. */
  wake: (() => void) | undefined;
}

/**
 * Requests that wait for room in a limit, a line for each counter: who comes later gets a later turn. When one leaves,
 * those behind it move up.
 */
export class DelayLine {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #timers: Timers;
  readonly #room: WaitingRoom;
  /** No more lines than requests that wait. */
  readonly #lines = new Map<string, Line>();

  constructor(clock: Pick<Clock, 'monotonic'>, timers: Timers, room: WaitingRoom) {
    this.#clock = clock;
    this.#timers = timers;
    this.#room = room;
  }

  /** Whether somebody waits, who is not to be overtaken. */
  has(key: string): boolean {
    return this.#lines.has(key);
  }

  /** Joins the end of the line; `undefined` when the turn would come too late, or no place is left to wait at. */
  join(key: string, { firstMs, spacingMs, mostMs }: Turn): Place | undefined {
    const now = this.#clock.monotonic();
    const line = this.#lines.get(key) ?? { waiting: new Set(), inside: 0, nextAt: now + firstMs };
    const latestAt = Math.max(now + firstMs, line.nextAt + line.waiting.size * spacingMs);
    if (latestAt - now > mostMs || !this.#room.enter()) return undefined;
    if (line.waiting.size === 0) line.nextAt = latestAt;
    const place: Place = { key, spacingMs, latestAt, wake: undefined };
    line.waiting.add(place);
    line.inside += 1;
    this.#lines.set(key, line);
    return place;
  }

  /** Waits until the turn has come; over at once when the request is given up. */
  async turn(exchange: Exchange, place: Place): Promise<void> {
    const line = this.#lines.get(place.key);
    while (line !== undefined && !exchange.aborted) {
      const now = this.#clock.monotonic();
      const isFirst = line.waiting.values().next().value === place;
      if (isFirst && now >= line.nextAt) {
        line.nextAt += place.spacingMs;
        line.waiting.delete(place);
        wakeFirst(line);
        return;
      }
      if (place.latestAt <= now) place.latestAt = now + place.spacingMs;
      await this.#nap(exchange, place, (isFirst ? line.nextAt : place.latestAt) - now);
    }
  }

  /** Who joined has got what it waited for, or has gone. */
  leave(place: Place): void {
    this.#room.leave();
    const line = this.#lines.get(place.key);
    if (line === undefined) return;
    line.inside -= 1;
    if (line.inside === 0) this.#lines.delete(place.key);
    else if (line.waiting.delete(place)) wakeFirst(line);
  }

  #nap(exchange: Exchange, place: Place, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#timers.after(Math.max(1, ms), resolve);
      const end = (): void => {
        timer.cancel();
        resolve();
      };
      place.wake = end;
      exchange.onAbort = end;
    });
  }
}

/** Its time may have come. */
function wakeFirst({ waiting }: Line): void {
  waiting.values().next().value?.wake?.();
}

interface Line {
  /** Those whose turn is still to come, in order. */
  readonly waiting: Set<Place>;
  /** These, and those that ask in their turn. */
  inside: number;
  /** When the first one has its turn, on the monotonic clock. */
  nextAt: number;
}
