import { writeFileSync } from 'node:fs';
import { setInterval } from 'node:timers';

/**
 * Loaded before a program of which only what it holds is to be measured: collects garbage often, and writes what is
 * left, in bytes, to the file that `BENCH_MEMORY` names.
 */
const { gc } = globalThis as { gc?: () => void };
const file = process.env['BENCH_MEMORY'];

setInterval(() => {
  gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  if (file !== undefined) writeFileSync(file, JSON.stringify({ heap: heapUsed + external, resident: rss }));
}, 400).unref();
