import { isObject } from '../../dialects/json/values.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import { anthropicCounts } from '../../usage/anthropic-counts.ts';
import { type Counts, countIn, usageOfCounts } from '../../usage/counts.ts';

/** The usage of a message as OpenAI reports it: its input holds what the cache gave and took. */
export function openaiUsage(usage: JsonValue | undefined): JsonObject {
  return openaiUsageOf(messageCounts(usage));
}

/** Counts of a message, with the thoughts that newer reports tell apart. */
export function messageCounts(usage: JsonValue | undefined): Counts | undefined {
  const counts = anthropicCounts(usage);
  const details = isObject(usage) ? usage['output_tokens_details'] : undefined;
  const reasoning = isObject(details) ? countIn(details, 'thinking_tokens') : undefined;
  return reasoning === undefined ? counts : { ...counts, reasoning };
}

/** Merged counts of a stream as OpenAI reports them. */
export function openaiUsageOf(counts: Counts | undefined): JsonObject {
  const { input = 0, output = 0, cachedInput = 0, cacheWrite = 0, reasoning = 0 } = usageOfCounts(counts) ?? {};
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cachedInput, ...(cacheWrite > 0 && { cache_write_tokens: cacheWrite }) },
    ...(reasoning > 0 && { completion_tokens_details: { reasoning_tokens: reasoning } }),
  };
}
