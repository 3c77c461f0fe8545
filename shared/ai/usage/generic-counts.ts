import { isObject, objectOf } from '../dialects/json/values.ts';
import type { JsonObject } from '../json.ts';
import { anthropicCounts } from './anthropic-counts.ts';
import { type Counts, countIn } from './counts.ts';
import { geminiCounts } from './gemini-counts.ts';
import { openaiCounts } from './openai-counts.ts';

/**
 * The numbers of an answer whose provider is not known, by the shape they come in: OpenAI, Anthropic, Gemini, Bedrock
 * (`usage.inputTokens`), Cohere (`tokens`, `billed_units`), Ollama (`eval_count`), TGI (`details`).
 */
export function genericCounts(json: JsonObject): Counts | undefined {
  if (isObject(json['usageMetadata'])) return geminiCounts(json['usageMetadata']);
  if (isObject(json['usage'])) return usageCounts(json['usage']);
  const meta = objectOf(json['meta']);
  if (meta !== undefined) return cohereCounts(meta, json['embeddings'] === undefined ? undefined : 0);
  if (json['eval_count'] !== undefined || json['prompt_eval_count'] !== undefined) {
    return { input: countIn(json, 'prompt_eval_count'), output: countIn(json, 'eval_count') };
  }
  return isObject(json['details']) ? tgiCounts(json['details']) : undefined;
}

function usageCounts(usage: JsonObject): Counts | undefined {
  if (isObject(usage['tokens']) || isObject(usage['billed_units'])) return cohereCounts(usage);
  if (usage['inputTokens'] !== undefined) return bedrockCounts(usage);
  const isAnthropic =
    usage['cache_read_input_tokens'] !== undefined || usage['cache_creation_input_tokens'] !== undefined;
  return isAnthropic ? anthropicCounts(usage) : openaiCounts(usage);
}

function bedrockCounts(usage: JsonObject): Counts {
  return {
    freshInput: countIn(usage, 'inputTokens'),
    cachedInput: countIn(usage, 'cacheReadInputTokens'),
    cacheWrite: countIn(usage, 'cacheWriteInputTokens'),
    output: countIn(usage, 'outputTokens'),
  };
}

/**
 * What is billed may be less than what was used, so the tokens count where both stand. Embeddings come with the texts they
 * are of, and without a word of the output that they do not have.
 */
function cohereCounts(meta: JsonObject, noOutput?: number): Counts | undefined {
  const tokens = objectOf(meta['tokens']) ?? objectOf(meta['billed_units']);
  return tokens && { input: countIn(tokens, 'input_tokens'), output: countIn(tokens, 'output_tokens') ?? noOutput };
}

function tgiCounts(details: JsonObject): Counts {
  const prefill = details['prefill'];
  return {
    input: Array.isArray(prefill) && prefill.length > 0 ? prefill.length : countIn(details, 'prompt_tokens'),
    output: countIn(details, 'generated_tokens'),
  };
}
