import { setFlagsFromString } from 'node:v8';
import { runtimeName } from './runtime-name.ts';

/**
 * Keeps V8 from collecting for the sake of memory when little goes on. Such a collection also undoes what was compiled
 * for requests: the next ten thousand then cost twice as much. Memory that is free stays with the process instead. To be
 * called before the program is loaded: what loading has set going is not called off.
 */
export function keepWarm(): void {
  // Bun has another engine.
  if (runtimeName() === 'bun') return;
  setFlagsFromString('--no-memory-reducer');
  setFlagsFromString('--memory-reducer-gc-count=0');
}
