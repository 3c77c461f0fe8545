import { setTimeout as pass } from 'node:timers/promises';

/** Where a counter comes to rest. */
export async function settled(read: () => number): Promise<number> {
  for (let last = -1; ; await pass(300)) {
    const now = read();
    if (now === last) return now;
    last = now;
  }
}
