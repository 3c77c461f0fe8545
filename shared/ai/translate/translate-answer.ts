import type { AiError, Dialect } from '../dialects/dialect.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { Losses } from './losses.ts';
import { anthropicAnswer } from './to-anthropic/anthropic-answer.ts';
import { openaiAnswer } from './to-openai/openai-answer.ts';

/** An answer in another dialect, and the names of what could not be carried. */
export interface TranslatedAnswer {
  readonly json: JsonObject;
  readonly lost: readonly string[];
}

/** A whole answer as a client of another dialect expects it. `nowMs` by the clock, for the time that OpenAI tells. */
export function translateAnswer(json: JsonObject, to: Dialect, nowMs: number): TranslatedAnswer {
  const losses = new Losses();
  const isMessages = to.name === 'anthropic-messages';
  const made = isMessages ? anthropicAnswer(json, losses) : openaiAnswer(json, Math.floor(nowMs / 1000), losses);
  return { json: made, lost: losses.names };
}

/** The body of a refusal of a provider, in another dialect. `json` is `undefined` for what is no JSON: then only the status is told. */
export function translateError(json: JsonObject | undefined, status: number, from: Dialect, to: Dialect): JsonValue {
  const told: AiError | undefined = json && from.errorOf(json);
  return to.errorBody({
    code: told?.code ?? 'error',
    message: told?.message ?? 'The provider refused the request.',
    status,
  });
}
