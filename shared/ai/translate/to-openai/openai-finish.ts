import { isObject, textOf } from '../../dialects/json/values.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { Losses } from '../losses.ts';

/** Why a chat completion ended, told from the reason of a message; `undefined` while there is none. */
export function openaiFinish(reason: JsonValue | undefined, losses: Losses): string | undefined {
  if (typeof reason !== 'string') return undefined;
  if (reason === 'pause_turn') losses.add('stop_reason.pause_turn');
  return reasons.get(reason) ?? 'stop';
}

/** Why the model refused, in its words, where it told. */
export function refusalOf({ stop_details: details }: JsonObject): string | null {
  return isObject(details) ? (textOf(details['explanation']) ?? null) : null;
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
]);
