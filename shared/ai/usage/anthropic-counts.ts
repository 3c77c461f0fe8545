import { isObject } from '../dialects/json/values.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { type Counts, countIn } from './counts.ts';

/** The `usage` object of Anthropic, whose `input_tokens` leave out what was read from or written to the cache. */
export function anthropicCounts(usage: JsonValue | undefined): Counts | undefined {
  if (!isObject(usage)) return undefined;
  const written = usage['cache_creation'];
  const byAge = isObject(written) ? written : undefined;
  return {
    freshInput: countIn(usage, 'input_tokens'),
    cachedInput: countIn(usage, 'cache_read_input_tokens'),
    cacheWrite: countIn(usage, 'cache_creation_input_tokens') ?? writtenOf(byAge),
    hourCacheWrite: countIn(byAge, 'ephemeral_1h_input_tokens'),
    output: countIn(usage, 'output_tokens'),
  };
}

function writtenOf(byAge: JsonObject | undefined): number | undefined {
  if (byAge === undefined) return undefined;
  return (countIn(byAge, 'ephemeral_5m_input_tokens') ?? 0) + (countIn(byAge, 'ephemeral_1h_input_tokens') ?? 0);
}
