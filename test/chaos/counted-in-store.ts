import { until } from '../support/until.ts';
import type { Crowd } from './crowd.ts';

/**
 * Waits until a limit that was counted by a part of it, while its store was away, is counted in the store again: of a
 * crowd that asks by a new key for more than the limit, it lets through just as many.
 */
export async function countedInStore(limit: number, ask: (round: number) => Crowd): Promise<void> {
  let round = 0;
  let through = 0;
  const isWhole = async () => {
    round += 1;
    through = (await ask(round).done()).count(200);
    return through === limit;
  };
  await until(isWhole, () => `${through} of ${limit}`, 50);
}
