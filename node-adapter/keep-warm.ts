import { setFlagsFromString } from 'node:v8';
import type { RuntimeName } from '../shared/platform/platform.ts';
import { runtimeName } from './runtime-name.ts';

/**
 * Keeps V8, on Node and Deno, from collecting for the sake of memory when little goes on. Such a collection also undoes
 * what was compiled for requests: those that come after a rest would take many times as long (`npm run bench -- --sections
 * latency`). Memory that is free stays with the process instead. To be called before the program is loaded: what loading
 * has set going is not called off.
 */
export function keepWarm(runtime: RuntimeName = runtimeName()): void {
  // Bun has another engine.
  if (runtime === 'bun') return;
  setFlagsFromString('--no-memory-reducer');
  setFlagsFromString('--memory-reducer-gc-count=0');
}
