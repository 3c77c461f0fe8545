import { setFlagsFromString } from 'node:v8';
import { runtimeName } from './runtime-name.ts';

/**
 * Keeps V8 from putting the objects of requests among the old ones from the start. It does so for places in the code
 * whose objects it saw survive, and each such object then keeps all that it points to alive until the next full
 * collection: nearly half of the processor time of a request went there.
 */
export function keepYoung(): void {
  // Bun has another engine.
  if (runtimeName() !== 'bun') setFlagsFromString('--no-allocation-site-pretenuring');
}
