/**
 * Milliseconds until the time a `retry-after` field names, never below zero; `undefined` when it is absent or not
 * understood (RFC 9110 §10.2.3). `now` is milliseconds since the epoch.
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // Date.parse also takes forms HTTP does not allow; a past or odd date then means "now", which is safe.
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
