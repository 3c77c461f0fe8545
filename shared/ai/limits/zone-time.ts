/** The wall clock of a time zone. */
export interface ZoneTime {
  /** What the wall clock shows at an instant, as milliseconds since the epoch as if it were UTC. */
  local(instant: number): number;
  /** The first instant at which the wall clock shows that time, or a later one where the time is skipped. */
  instantOf(wall: number): number;
}

/** The wall clock of an IANA time zone. Throws a `RangeError` for a name that is none. */
export function zoneTime(zone: string): ZoneTime {
  if (zone === 'UTC') return { local: (instant) => instant, instantOf: (wall) => wall };
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    ...parts,
  });
  const local = (instant: number): number => wallOf(format, instant);
  return { local, instantOf: (wall) => firstInstantOf(wall, local) };
}

/** Whether this runtime knows a time zone of that name. */
export function isTimeZone(name: string): boolean {
  try {
    zoneTime(name);
    return true;
  } catch {
    return false;
  }
}

const parts = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

function wallOf(format: Intl.DateTimeFormat, instant: number): number {
  const fields: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(instant)) fields[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
  const rest = ((instant % 1000) + 1000) % 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second, rest);
}

/** Farther than any zone is from UTC, and than any of them ever jumped. */
const aroundMs = 36 * 3_600_000;

/** A wall clock has one offset before and one after: those of the days around, as no zone changes twice in three days. */
function firstInstantOf(wall: number, local: (instant: number) => number): number {
  const before = wall - offsetAt(wall - aroundMs, local);
  const after = wall - offsetAt(wall + aroundMs, local);
  const early = Math.min(before, after);
  const late = Math.max(before, after);
  if (local(early) === wall) return early;
  if (local(late) === wall) return late;
  return firstNotBefore(wall, early, late, local);
}

function offsetAt(instant: number, local: (instant: number) => number): number {
  return local(instant) - instant;
}

/** The clock was put forward over that time: the instant at which it was. */
function firstNotBefore(wall: number, early: number, late: number, local: (instant: number) => number): number {
  let low = early;
  let high = late;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (local(middle) >= wall) high = middle;
    else low = middle + 1;
  }
  return low;
}
