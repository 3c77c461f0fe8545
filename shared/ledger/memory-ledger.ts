import type { Clock } from '../platform/platform.ts';
import { Book } from './book.ts';
import { type MemoryBounds, MemoryStore } from './memory-store.ts';
import { SteadyNow } from './steady-now.ts';

/** Bounds that hold the limits of a busy process in about 100 MB at most. */
export const defaultMemoryBounds: MemoryBounds = { maxCounters: 200_000, maxReservations: 100_000 };

/** A ledger in the memory of this process, gone with it. */
export function memoryLedger(clock: Clock, bounds: MemoryBounds = defaultMemoryBounds): Book {
  const time = new SteadyNow(clock);
  return new Book('memory', new MemoryStore(() => time.now(), bounds));
}
