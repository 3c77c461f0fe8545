import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';

/** What a busy machine needs at most for anything that is waited for. */
const patienceMs = 40_000;

/**
 * Waits for the disk, or for another process, which no fake stands for: looks again and again until it is so. Fails with
 * what `seen` tells when it does not come about. Where to look costs something, `everyMs` spares it.
 */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  seen: () => unknown = () => '',
  everyMs = 5,
): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await isSo())) {
    assert.ok(performance.now() < end, `it did not come about in time: ${JSON.stringify(seen())}`);
    await wait(everyMs);
  }
}
