import { isObject } from '../dialects/json/values.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { type Counts, countIn } from './counts.ts';

/**
 * The `usage` object of OpenAI, in both of its spellings: `prompt_tokens` and `completion_tokens`, or (Responses)
 * `input_tokens` and `output_tokens`; with the fields that DeepSeek, OpenRouter and others put in.
 */
export function openaiCounts(usage: JsonValue | undefined): Counts | undefined {
  if (!isObject(usage)) return undefined;
  const input = detailsOf(usage, 'prompt_tokens_details') ?? detailsOf(usage, 'input_tokens_details');
  const output = detailsOf(usage, 'completion_tokens_details') ?? detailsOf(usage, 'output_tokens_details');
  return {
    input: countIn(usage, 'prompt_tokens') ?? countIn(usage, 'input_tokens'),
    output: countIn(usage, 'completion_tokens') ?? countIn(usage, 'output_tokens'),
    total: countIn(usage, 'total_tokens'),
    cachedInput: countIn(input, 'cached_tokens') ?? countIn(usage, 'prompt_cache_hit_tokens'),
    cacheWrite: countIn(input, 'cache_write_tokens') ?? countIn(input, 'cache_creation_tokens'),
    audioInput: countIn(input, 'audio_tokens'),
    reasoning: countIn(output, 'reasoning_tokens') ?? countIn(usage, 'reasoning_tokens'),
    audioOutput: countIn(output, 'audio_tokens'),
  };
}

function detailsOf(usage: JsonObject, name: string): JsonObject | undefined {
  const details = usage[name];
  return isObject(details) ? details : undefined;
}
