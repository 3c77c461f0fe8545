/** `2026-11-22`: a day that there is (RFC 3339). */
export function isDate(value: string): boolean {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value);
  if (!found) return false;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** `12:30:00.5+01:00`: a time with its offset; a leap second is the last of a day in UTC. */
export function isTime(value: string): boolean {
  const found = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|([+-])(\d\d):(\d\d))$/i.exec(value);
  if (!found) return false;
  const [hour, minute, second] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const [hours, minutes] = [Number(found[5] ?? 0), Number(found[6] ?? 0)];
  if (hour > 23 || minute > 59 || hours > 23 || minutes > 59) return false;
  if (second < 60) return true;
  const offset = (hours * 60 + minutes) * (found[4] === '-' ? -1 : 1);
  return second === 60 && (hour * 60 + minute - offset + 2880) % 1440 === 1439;
}

/** A date and a time, with `T` or a blank between them. */
export function isDateTime(value: string): boolean {
  return /^[Tt ]$/.test(value.charAt(10)) && isDate(value.slice(0, 10)) && isTime(value.slice(11));
}

/** `P1DT12H`: an ISO 8601 duration as RFC 3339 writes them. */
export function isDuration(value: string): boolean {
  if (/^P\d+W$/.test(value)) return true;
  return (
    value !== 'P' &&
    !value.endsWith('T') &&
    /^P(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/.test(value)
  );
}
