import type { JsonObject, JsonValue } from '../../json.ts';
import { type Counts, usageOfCounts } from '../../usage/counts.ts';
import { openaiCounts } from '../../usage/openai-counts.ts';

/** The usage of a chat completion as Anthropic reports it: its input leaves out what the cache gave or took. */
export function anthropicUsage(usage: JsonValue | undefined): JsonObject {
  return anthropicUsageOf(openaiCounts(usage));
}

/** Merged counts of a stream as Anthropic reports them. */
export function anthropicUsageOf(counts: Counts | undefined): JsonObject {
  const { input = 0, output = 0, cachedInput = 0, cacheWrite = 0, reasoning = 0 } = usageOfCounts(counts) ?? {};
  return {
    input_tokens: Math.max(0, input - cachedInput - cacheWrite),
    output_tokens: output,
    cache_read_input_tokens: cachedInput,
    cache_creation_input_tokens: cacheWrite,
    ...(reasoning > 0 && { output_tokens_details: { thinking_tokens: reasoning } }),
  };
}
