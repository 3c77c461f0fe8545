import type { AiRequest } from '../ai-request.ts';
import type { Dialect } from '../dialects/dialect.ts';
import type { JsonObject } from '../json.ts';
import { Losses } from './losses.ts';
import { anthropicRequest } from './to-anthropic/anthropic-request.ts';
import { openaiRequest } from './to-openai/openai-request.ts';

/** A request in another dialect, and the names of what could not be carried. */
export interface TranslatedRequest {
  readonly request: AiRequest;
  readonly lost: readonly string[];
}

/** Anthropic takes no request without a limit on the output: what is asked for when the client names none. */
export const defaultMaxTokens = 4096;

/** A request as it is asked in another dialect. Only for dialects that `canTranslate` joins. */
export function translateRequest(request: AiRequest, to: Dialect): TranslatedRequest {
  const losses = new Losses();
  const asked = { ...request.json, ...(request.model !== undefined && { model: request.model }) };
  const isMessages = to.name === 'anthropic-messages';
  const json = isMessages ? anthropicRequest(asked, losses, defaultMaxTokens) : openaiRequest(asked, losses);
  return { request: requestOf(request, json, to), lost: losses.names };
}

function requestOf({ model, stream, maxOutput }: AiRequest, json: JsonObject, dialect: Dialect): AiRequest {
  const limit = json['max_tokens'];
  return {
    ...{ dialect, json, model, stream, choices: 1 },
    content: encoder.encode(JSON.stringify(json)),
    maxOutput: typeof limit === 'number' ? limit : maxOutput,
  };
}

const encoder = new TextEncoder();
