import type { Counter } from '../../../shared/ledger/ledger.ts';
import { pickShard } from './pick-shard.ts';

/** What of a list belongs to one shard. */
export interface Part<Item> {
  readonly shard: number;
  readonly items: Item[];
  /** Where the items stood in the list. */
  readonly places: number[];
}

/** Divides claims or counters among shards; the parts are in the order of the shards. */
export function splitByShard<Item extends Counter>(items: readonly Item[], shards: number): Part<Item>[] {
  const parts = Array.from({ length: shards }, (_, shard): Part<Item> => ({ shard, items: [], places: [] }));
  items.forEach((item, place) => {
    const part = parts[pickShard(item.key, shards)]!;
    part.items.push(item);
    part.places.push(place);
  });
  return parts.filter((part) => part.items.length > 0);
}

/** Puts what each part came to back in the order of the list. */
export function joined<Result>(parts: readonly Part<unknown>[], results: readonly (readonly Result[])[]): Result[] {
  const list: Result[] = [];
  parts.forEach(({ places }, i) => {
    places.forEach((place, j) => {
      const result = results[i]?.[j];
      if (result !== undefined) list[place] = result;
    });
  });
  return list;
}
