import { memoryUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { runtimeName } from '../runtime-name.ts';
import { onceGrown } from './once-grown.ts';

/**
 * Told of every read of a socket. Large pieces live outside of the heap, and each runtime errs in its way. V8 in Node
 * counts them, and when nothing else calls for a young collection it frees them by full ones: two thirds of the processor
 * time of a large body went there. A young collection now and then frees them for nearly nothing. In Deno those that grew
 * old are not counted and stay, a hundred mebibytes of each gibibyte that passes, for as long as nothing else calls for a
 * full collection.
 */
export function noteRead(bytes: number): void {
  if (garbage === undefined || bytes <= maxSmall) return;
  uncollected += bytes;
  if (uncollected < garbage.lookEvery) return;
  uncollected = 0;
  garbage.look();
}

let uncollected = 0;

/** Smaller pieces share memory that is allocated now and then. */
const maxSmall = 4 * 1024;

interface Garbage {
  /** Bytes read between two looks. */
  readonly lookEvery: number;
  look(): void;
}

const mebibyte = 1024 * 1024;

const garbage = garbageOf(runtimeName());

function garbageOf(runtime: string): Garbage | undefined {
  if (runtime !== 'node' && runtime !== 'deno') return undefined;
  const collect = collector();
  if (collect === undefined) return undefined;
  // V8 begins full collections at some multiple of it.
  if (runtime === 'node') return { lookEvery: 4 * mebibyte, look: () => collect({ type: 'minor' }) };
  return {
    lookEvery: 32 * mebibyte,
    look: onceGrown(256 * mebibyte, memoryUsage.rss, () => collect({ type: 'major' })),
  };
}

function collector(): ((options: { type: 'minor' | 'major' }) => void) | undefined {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('globalThis.gc') as ReturnType<typeof collector>;
  setFlagsFromString('--no-expose-gc');
  return collect;
}
