import { setFlagsFromString } from 'node:v8';
import type { RuntimeName } from '../shared/platform/platform.ts';
import { runtimeName } from './runtime-name.ts';

/**
 * Keeps V8 on Deno from collecting for the sake of memory when little goes on. Such a collection also undoes what was compiled
 * for requests: the next ten thousand then cost twice as much. Memory that is free stays with the process instead. To be
 * called before the program is loaded: what loading has set going is not called off.
 */
export function keepWarm(runtime: RuntimeName = runtimeName()): void {
  // Bun has another engine, and on Node requests cost a third more with it (`npm run bench -- --sections relay`).
  if (runtime !== 'deno') return;
  setFlagsFromString('--no-memory-reducer');
  setFlagsFromString('--memory-reducer-gc-count=0');
}
