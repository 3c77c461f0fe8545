import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something holds of another process, which tells nobody; `false` once that took too long. */
export async function until(holds: () => boolean, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > deadline) return false;
    await pause(5);
  }
  return true;
}
