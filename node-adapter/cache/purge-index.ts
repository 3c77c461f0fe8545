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

/**
 * Purges an index part by part, and then has all processes learn of it. Answers how many responses were meant, and the
 * files that nobody needs any more.
 */
export async function purgeIndex(
  index: SharedIndex,
  { what, how, now }: IndexPurge,
): Promise<{ readonly responses: number; readonly files: readonly string[] }> {
  const begun = await tried(index, ({ purges }) => purges.begin(what, how, now));
  if (!begun) return { responses: 0, files: [] };
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
  await tried(index, ({ purges }, marks) => marks.purged(purges.end(what, how, now, { isInParts })));
  return { responses, files };
}

async function tried<T>(index: SharedIndex, use: Parameters<typeof index.with<T>>[0]): Promise<T | undefined> {
  for (let tries = 0; tries < mostTries && index.isWell; tries += 1) {
    const result = index.with((opened, marks) => ({ value: use(opened, marks) }));
    if (result) return result.value;
    await new Promise(setImmediate);
  }
  return undefined;
}
