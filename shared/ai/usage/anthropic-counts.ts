import { isObject } from '../dialects/json/values.ts';
import type { JsonValue } from '../json.ts';
import { type Counts, countIn } from './counts.ts';

/** The `usage` object of Anthropic, whose `input_tokens` leave out what was read from or written to the cache. */
export function anthropicCounts(usage: JsonValue | undefined): Counts | undefined {
  if (!isObject(usage)) return undefined;
  return {
    freshInput: countIn(usage, 'input_tokens'),
    cachedInput: countIn(usage, 'cache_read_input_tokens'),
    cacheWrite: countIn(usage, 'cache_creation_input_tokens') ?? writtenByAge(usage['cache_creation']),
    output: countIn(usage, 'output_tokens'),
  };
}

function writtenByAge(written: JsonValue | undefined): number | undefined {
  if (!isObject(written)) return undefined;
  return (countIn(written, 'ephemeral_5m_input_tokens') ?? 0) + (countIn(written, 'ephemeral_1h_input_tokens') ?? 0);
}
