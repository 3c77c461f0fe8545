import type { Routed } from '../../engine/exchange.ts';
import { promptSlot, sessionSlot } from '../../upstream/affinity-slots.ts';
import type { AiRequest } from '../ai-request.ts';
import type { JsonObject } from '../json.ts';

/** Notes what targets may be chosen by: the beginning of the prompt, and the conversation it belongs to. */
export function noteAffinity(exchange: Routed, request: AiRequest): void {
  const prompt = beginningOf(request);
  if (prompt !== '') exchange.set(promptSlot, prompt);
  const session = sessionOf(request.json);
  if (session !== undefined) exchange.set(sessionSlot, session);
}

/** Providers keep what they read of the beginning; a thousand characters tell one application from another. */
function beginningOf({ dialect, json }: AiRequest): string {
  let text = '';
  for (const piece of dialect.texts(json)) {
    text += `${piece.role}\n${piece.text}\n`;
    if (text.length >= prefixLength) break;
  }
  return text.slice(0, prefixLength);
}

/** Where clients of OpenAI and Anthropic name a user or a conversation. */
function sessionOf(json: JsonObject): string | undefined {
  const { metadata } = json;
  const own =
    typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) ? (metadata as JsonObject) : {};
  const named = [
    ...[json['prompt_cache_key'], json['conversation'], json['safety_identifier'], json['user']],
    ...[own['session_id'], own['conversation_id'], own['user_id']],
  ];
  return named.find((value) => typeof value === 'string' && value !== '') as string | undefined;
}

const prefixLength = 1024;
