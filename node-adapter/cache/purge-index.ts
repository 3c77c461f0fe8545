import type { PurgeHow } from '../../shared/cache/cache.ts';
import type { Purge } from '../../shared/cache/cache-store.ts';
import type { SharedIndex } from './shared-index.ts';

/** Others may write meanwhile: how often a part of a purge is tried, each time for as long as the index waits for them. */
const mostTries = 40;

/** A purge, and when it is made. */
export interface IndexPurge {
  readonly what: Purge;
  readonly how: PurgeHow;
  readonly now: number;
}

/** What became of a purge. */
export interface IndexPurged {
  /** False when the index was not to be had for long: some of what was meant may still be found. */
  readonly isDone: boolean;
  readonly responses: number;
  /** Files that nobody needs any more. */
  readonly files: readonly string[];
}

/** Purges an index part by part, and then has all processes learn of it. */
export async function purgeIndex(index: SharedIndex, { what, how, now }: IndexPurge): Promise<IndexPurged> {
  const begun = await tried(index, ({ purges }) => purges.begin(what, how, now));
  if (!begun) return { isDone: false, responses: 0, files: [] };
  let { isAll, responses, files } = begun;
  const isInParts = !isAll;
  while (!isAll) {
    // Requests have their turn in between.
    await new Promise(setImmediate);
    const part = await tried(index, ({ purges }) => purges.goOn(what, how, begun.upTo));
    if (!part) break;
    isAll = part.isAll;
    responses += part.responses;
    files = [...files, ...part.files];
  }
  const told = await tried(index, ({ purges }, marks) => {
    marks.purged(purges.end(what, how, now, { isInParts }));
    return true;
  });
  return { isDone: isAll && told === true, responses, files };
}

async function tried<T>(index: SharedIndex, use: Parameters<typeof index.with<T>>[0]): Promise<T | undefined> {
  for (let tries = 0; tries < mostTries && index.isWell; tries += 1) {
    const result = index.with((opened, marks) => ({ value: use(opened, marks) }));
    if (result) return result.value;
    await new Promise(setImmediate);
  }
  return undefined;
}
