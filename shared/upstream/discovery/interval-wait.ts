import type { Platform } from '../../platform/platform.ts';

/** Time until the next look, up to a tenth early by chance, so that many instances do not ask at the same moment. */
export function intervalWait(intervalMs: number, { random }: Pick<Platform, 'random'>): number {
  return intervalMs * (1 - 0.1 * random.next());
}
