import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';

/** Waits for the disk, or for another process, which no fake stands for. */
export async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 40_000;
  while (!isSo()) {
    assert.ok(performance.now() < end, 'it did not come about in time');
    await wait(5);
  }
}
