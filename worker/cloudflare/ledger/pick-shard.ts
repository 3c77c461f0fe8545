import { hash32, mix32 } from '../../../shared/upstream/hash.ts';

/**
 * The number of the shard that keeps a key: the one that scores highest with it. With one shard more, only the keys that
 * move there begin anew.
 */
export function pickShard(key: string, shards: number): number {
  if (shards === 1) return 0;
  const hash = hash32(key);
  let best = 0;
  let bestScore = -1;
  for (let shard = 0; shard < shards; shard += 1) {
    const score = mix32(hash, shard);
    if (score > bestScore) {
      best = shard;
      bestScore = score;
    }
  }
  return best;
}
