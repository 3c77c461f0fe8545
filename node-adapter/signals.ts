/** Signals that ask for something other than the end. */
const requests = ['SIGHUP', 'SIGUSR1'] as const satisfies readonly NodeJS.Signals[];

const early = new Set<NodeJS.Signals>();
const keepers = new Map<NodeJS.Signals, () => void>();

/**
 * Keeps the signals that would end a process that has not said yet what it does at them, until {@link onSignal} says
 * so. To be called before the program is loaded: whoever started it may send one as soon as it is there.
 */
export function keepEarlySignals(): void {
  for (const signal of requests) {
    const keep = (): void => void early.add(signal);
    keepers.set(signal, keep);
    listen(signal, keep);
  }
}

/** Acts at a signal, where the system has it; at once when it was kept. */
export function onSignal(signal: NodeJS.Signals, act: () => void): void {
  listen(signal, act);
  const keep = keepers.get(signal);
  if (keep === undefined) return;
  keepers.delete(signal);
  process.off(signal, keep);
  if (early.delete(signal)) act();
}

function listen(signal: NodeJS.Signals, act: () => void): void {
  try {
    process.on(signal, act);
  } catch {
    // Not every system has every signal.
  }
}
