import type { JsonValue } from '../json.ts';

/**
 * What to put in the place of a field that tells an answer again token by token, as words, bytes or numbers, and would so
 * tell what guards have taken out of it; `undefined` for every other field.
 */
export function withoutTokens(name: string, value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return isTokenList(name, value as readonly JsonValue[]) ? [] : undefined;
  return probabilities.has(name) && Object.keys(value).length > 0 ? null : undefined;
}

function isTokenList(name: string, list: readonly JsonValue[]): boolean {
  if (list.length === 0) return false;
  if (probabilities.has(name)) return true;
  // Texts under one of these names are what is said, not how it was said.
  return repetitions.has(name) && list.every((entry) => typeof entry !== 'string');
}

/** Of OpenAI, Gemini and llama.cpp. */
const probabilities = new Set([
  ...['logprobs', 'top_logprobs', 'prompt_logprobs', 'logprobsResult', 'logprobs_result'],
  ...['completion_probabilities', 'probs'],
]);

/** What TGI, vLLM, llama.cpp and Ollama send beside the text. */
const repetitions = new Set([
  ...['tokens', 'top_tokens', 'token_ids', 'output_token_ids', 'prompt_token_ids', 'context'],
]);
