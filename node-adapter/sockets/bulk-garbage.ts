import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { runtimeName } from '../runtime-name.ts';

/**
 * Told of every read of a socket. Large pieces live outside of the heap, where V8 counts them, and when nothing else
 * calls for a young collection it frees them by full ones: two thirds of the processor time of a large body went there.
 * A young collection now and then frees them for nearly nothing.
 */
export function noteRead(bytes: number): void {
  if (bytes <= maxSmall) return;
  uncollected += bytes;
  if (uncollected < collectEvery) return;
  uncollected = 0;
  collectYoung?.();
}

let uncollected = 0;

/** Smaller pieces share memory that is allocated now and then. */
const maxSmall = 4 * 1024;
/** V8 begins full collections at some multiple of it. */
const collectEvery = 4 * 1024 * 1024;

const collectYoung = youngCollector();

/** Only Node both needs it and has a way to it. */
function youngCollector(): (() => void) | undefined {
  if (runtimeName() !== 'node') return undefined;
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('globalThis.gc') as ((options: { type: 'minor' }) => void) | undefined;
  setFlagsFromString('--no-expose-gc');
  return collect && (() => collect({ type: 'minor' }));
}
