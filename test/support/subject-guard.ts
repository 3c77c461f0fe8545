import { createInterface } from 'node:readline';

/*
 * Runs beside the parity suite and outlives it for a moment: it reads `+pid` and `-pid` lines, and when its input ends,
 * however the suite ended, it stops the processes that are still on its list.
 */
const running = new Set<number>();
for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) running.add(pid);
  else running.delete(pid);
}
for (const pid of running) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
