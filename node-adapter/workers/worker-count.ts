import { availableParallelism } from 'node:os';
import type { Config } from '../../shared/config/config.ts';

/** How many processes are to serve: as many as the configuration says, or one for each processor where it says 0. */
export function workerCount({ system }: Config): number {
  return system.workerThreads === 0 ? availableParallelism() : system.workerThreads;
}
