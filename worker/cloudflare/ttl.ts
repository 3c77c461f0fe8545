/** Milliseconds of a number of seconds. What is none would stop a refreshing for good, and is the default. */
export function ttlMsOf(text: string | undefined, defaultSecs: number): number {
  const secs = Number(text ?? defaultSecs);
  return (secs >= 0 ? secs : defaultSecs) * 1000;
}
