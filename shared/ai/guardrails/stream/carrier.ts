import type { JsonObject, JsonValue } from '../../json.ts';
import { eventTexts } from './event-texts.ts';

/** An event that carried a text of a channel, and where. */
export interface Carrier {
  /** The name of the event. */
  readonly name: string;
  readonly json: JsonObject;
  readonly place: readonly (string | number)[];
}

/** Puts a text at a place that is known to be there. */
export function putText(json: JsonObject, place: readonly (string | number)[], text: string): void {
  let holder = json as unknown as Holder;
  for (const step of place.slice(0, -1)) holder = holder[step] as Holder;
  holder[place.at(-1)!] = text;
}

/** A copy of an event that carries `text` in its channel and nothing else: no other text, no end, no usage. */
export function carried({ name, json, place }: Carrier, text: string): Pick<Carrier, 'name' | 'json'> {
  if (json['type'] === 'content_block_start') return deltaOf(json, String(place.at(-1)), text);
  const copy = JSON.parse(JSON.stringify(json)) as JsonObject;
  for (const other of eventTexts(copy).texts) putText(copy, other.place, '');
  putText(copy, place, text);
  const holder = copy as unknown as Holder;
  for (const field of ['usage', 'usageMetadata']) delete holder[field];
  for (const field of ['choices', 'candidates']) {
    const list = holder[field];
    if (!Array.isArray(list)) continue;
    for (const entry of list as Holder[]) {
      if (entry['finish_reason'] != null) entry['finish_reason'] = null;
      delete entry['finishReason'];
    }
  }
  return { name, json: copy };
}

/** A block of Anthropic begins once; what follows is a delta. */
function deltaOf({ index = 0 }: JsonObject, field: string, text: string): Pick<Carrier, 'name' | 'json'> {
  const name = 'content_block_delta';
  return { name, json: { type: name, index, delta: { type: `${field}_delta`, [field]: text } } };
}

interface Holder {
  [name: string | number]: JsonValue | Holder | undefined;
}
