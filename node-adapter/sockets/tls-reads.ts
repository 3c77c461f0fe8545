import type { Socket } from 'node:net';
import { runtimeName } from '../runtime-name.ts';

/** What stops and starts reading, of a connection below its encryption. */
interface Reads {
  readStop(): unknown;
  readStart(): unknown;
}

const isNeeded = runtimeName() === 'deno';

/**
 * What has to be told that a paused encrypted connection takes nothing more: on Deno it goes on reading all the same, and
 * keeps whatever the other side sends. `undefined` where pausing is enough, and when the connection is gone.
 */
export function readsBelow(raw: Socket): Reads | undefined {
  if (!isNeeded) return undefined;
  const below = (raw as unknown as { _handle?: { _parent?: Partial<Reads> } | null })._handle?._parent;
  return below?.readStop && below.readStart ? (below as Reads) : undefined;
}
