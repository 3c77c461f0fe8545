import type { Period } from './period.ts';
import { type ZoneTime, zoneTime } from './zone-time.ts';

/** Tells where periods begin. Answers the same list for as long as a period lasts. */
export class Calendar {
  readonly #boundary: (now: number, index: number) => number;
  readonly #past: number;
  #starts: readonly number[] = [];
  /** While it is from here on, and before there, the list stands. */
  #from = 0;
  #until = 0;

  /** `past`: how many periods before the present one are told, at least 1. */
  constructor(period: Exclude<Period, { readonly kind: 'rolling' }>, past = 1) {
    this.#boundary = boundaryOf(period);
    this.#past = Math.max(1, past);
  }

  /** Starts of periods in order: those before now, the present one, and two that follow. */
  starts(now: number): readonly number[] {
    if (now < this.#from || now >= this.#until) this.#look(now);
    return this.#starts;
  }

  #look(now: number): void {
    const known = new Set<number>();
    // One more on both sides: where the wall clock goes back over a boundary it shows the period before.
    for (let index = -this.#past - 1; index <= 4; index += 1) known.add(this.#boundary(now, index));
    const all = [...known].toSorted((a, b) => a - b);
    const next = all.findIndex((start) => start > now);
    this.#starts = all.slice(Math.max(0, next - 1 - this.#past), next + 2);
    this.#from = all[next - 1] ?? now;
    this.#until = all[next] ?? now;
  }
}

/** When the period ends that was the present one when the list of {@link Calendar.starts} was made. */
export function endOfPeriod(starts: readonly number[]): number | undefined {
  return starts.at(-2);
}

/** The start of the period of now (index 0) and of those around it, perhaps twice the same where a whole one is skipped. */
function boundaryOf(period: Exclude<Period, { readonly kind: 'rolling' }>): (now: number, index: number) => number {
  if (period.kind === 'span') return (now, index) => (Math.floor(now / period.ms) + index) * period.ms;
  const time = zoneTime(period.zone);
  if (period.kind === 'hour') return (now, index) => hourBoundary(time, now, index);
  const wall = walls[period.kind];
  return (now, index) => time.instantOf(wall(new Date(time.local(now)), index));
}

/** Midnights on the wall clock. */
const walls = {
  day: (date: Date, index: number) => midnight(date, 0, date.getUTCDate() + index),
  week: (date: Date, index: number) => midnight(date, 0, date.getUTCDate() - ((date.getUTCDay() + 6) % 7) + 7 * index),
  month: (date: Date, index: number) => midnight(date, index, 1),
} as const;

function midnight(date: Date, months: number, day: number): number {
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, day);
}

const hourMs = 3_600_000;

/** Every instant at which the wall clock shows a full hour; an hour that is shown twice is two hours. */
function hourBoundary(time: ZoneTime, now: number, index: number): number {
  let at = startOfHour(time, now);
  for (let step = 0; step < index; step += 1) at = nextHour(time, at);
  for (let step = 0; step > index; step -= 1) at = startOfHour(time, at - 1);
  return at;
}

/** Counted from a little before, as the offset may have changed within the hour. */
function startOfHour(time: ZoneTime, now: number): number {
  const before = now - 3 * hourMs;
  let at = before - (time.local(before) % hourMs);
  for (let next = nextHour(time, at); next <= now; next = nextHour(time, at)) at = next;
  return at;
}

function nextHour(time: ZoneTime, start: number): number {
  const next = start + hourMs;
  const over = time.local(next) % hourMs;
  return over === 0 ? next : next + hourMs - over;
}
