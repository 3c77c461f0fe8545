/** How long a budget is for. */
export type Period =
  /** Of the calendar of a time zone. */
  | { readonly kind: CalendarUnit; readonly zone: string }
  /** Spans of one length, counted from the epoch. */
  | { readonly kind: 'span'; readonly ms: number }
  /** Any span of that length. */
  | { readonly kind: 'rolling'; readonly ms: number };

/** Periods of a calendar. Weeks begin on Monday. */
export type CalendarUnit = 'hour' | 'day' | 'week' | 'month';

/** What a period is called in a configuration, or how many seconds it has. */
export function parsePeriod(text: string): CalendarUnit | { readonly ms: number } | undefined {
  const word = text.trim().toLowerCase();
  const unit = units.get(word);
  if (unit !== undefined) return unit;
  if (!/^[0-9]{1,10}$/.test(word)) return undefined;
  const ms = Number(word) * 1000;
  return ms < 1000 || ms > longestMs ? undefined : { ms };
}

/** The length of a period as a span, where no calendar is asked. */
export function lengthMs(period: CalendarUnit | { readonly ms: number }): number {
  return typeof period === 'string' ? lengths[period] : period.ms;
}

const units: ReadonlyMap<string, CalendarUnit> = new Map([
  ['hour', 'hour'],
  ['hourly', 'hour'],
  ['day', 'day'],
  ['daily', 'day'],
  ['week', 'week'],
  ['weekly', 'week'],
  ['month', 'month'],
  ['monthly', 'month'],
]);

const dayMs = 86_400_000;
const lengths: Readonly<Record<CalendarUnit, number>> = {
  hour: 3_600_000,
  day: dayMs,
  week: 7 * dayMs,
  month: 30 * dayMs,
};

/** The longest window that a ledger counts. */
const longestMs = 366 * dayMs;
