import { isObject } from '../../../dialects/json/values.ts';
import type { JsonObject } from '../../../json.ts';
import { jsonChannel } from '../../text/json-place.ts';
import type { FoundTexts } from '../found-texts.ts';

/** Finds what an event of Responses says: deltas, then the same text whole, again and again. */
export function findInResponses(found: FoundTexts, json: JsonObject, type: string): void {
  const channel = `${places.map((name) => json[name] ?? '').join('.')}.${type.replace(/\.(?:delta|done|added)$/, '')}.`;
  const { delta, response, item } = json;
  if (type.endsWith('.delta') && typeof delta === 'string') {
    const name = type.endsWith('call_arguments.delta') ? jsonChannel(channel) : channel;
    if (delta !== '' && !type.endsWith('audio.delta'))
      found.texts.push({ place: ['delta'], text: delta, channel: name });
    found.others(json, [], spoken);
    return;
  }
  if (type.endsWith('.done')) found.ended.push(channel);
  if (type === 'response.output_item.done' && isObject(item)) found.ended.push(`${item['id']}.`);
  if (closing.has(type)) found.ended.push('');
  if (isObject(response)) found.others(response, ['response'], echoes);
  found.others(json, [], framed);
}

/** What a response repeats of its request: none of it is said by the model. */
export const echoes: ReadonlySet<string> = new Set([
  ...['instructions', 'tools', 'tool_choice', 'metadata', 'prompt', 'user', 'text', 'reasoning', 'input', 'include'],
  ...['safety_identifier', 'prompt_cache_key', 'prompt_cache_retention', 'previous_response_id', 'truncation'],
]);

const places = ['item_id', 'output_index', 'content_index', 'summary_index'];
const closing = new Set(['response.completed', 'response.incomplete', 'response.failed', 'response.cancelled']);
const spoken = new Set(['delta']);
const framed = new Set(['response']);
