/** A date as HTTP writes it (RFC 9110 §5.6.7); `at` is in milliseconds since the epoch. */
export function httpDate(at: number): string {
  return new Date(at).toUTCString();
}

/**
 * The time of an HTTP date in any of its three forms, in milliseconds since the epoch; `undefined` for anything else,
 * also where `Date.parse` would guess. `now` places the years of the form that has but two digits for them.
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  const fixed = imfFixdate.exec(text);
  if (fixed) return timeOf(fixed[3]!, fixed[2]!, fixed[1]!, fixed[4]!);
  const old = rfc850.exec(text);
  if (old) return timeOf(fullYear(Number(old[3]), now), old[2]!, old[1]!, old[4]!);
  const c = asctime.exec(text);
  return c ? timeOf(c[4]!, c[1]!, c[2]!.trim(), c[3]!) : undefined;
}

const imfFixdate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) GMT$/;
const rfc850 = /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d\d)-([A-Z][a-z]{2})-(\d\d) (\d\d:\d\d:\d\d) GMT$/;
const asctime = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d) (\d{4})$/;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function timeOf(year: string | number, monthName: string, day: string, clock: string): number | undefined {
  const month = months.indexOf(monthName);
  const [hour, minute, second] = clock.split(':').map(Number) as [number, number, number];
  // 60 is a leap second.
  if (month === -1 || hour > 23 || minute > 59 || second > 60) return undefined;
  const at = Date.UTC(Number(year), month, Number(day), hour, minute, second);
  // Date.UTC takes the 31st of June for the 1st of July.
  return Number(day) >= 1 && Number(day) <= daysIn(Number(year), month) ? at : undefined;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

/** A year that seems more than 50 years ahead is the last one with these digits (RFC 9110 §5.6.7). */
function fullYear(digits: number, now: number): number {
  const current = new Date(now).getUTCFullYear();
  const year = current - (current % 100) + digits;
  return year > current + 50 ? year - 100 : year;
}
