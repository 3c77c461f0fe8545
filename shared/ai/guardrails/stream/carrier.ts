import type { JsonObject, JsonValue } from '../../json.ts';
import { type EventTexts, eventTexts } from './event-texts.ts';
import type { Place } from './found-texts.ts';
import type { SaidEvent } from './said-event.ts';

/** An event that carried a text of a channel, and where. */
export interface Carrier {
  readonly said: SaidEvent;
  readonly place: Place;
}

/** An event like one that was sent, which carries `text` in its channel and nothing else: no other text, no end, no usage. */
export function carried({ said, place }: Carrier, text: string): { readonly name: string; readonly json: JsonObject } {
  const { json, event } = said;
  if (json['type'] === 'content_block_start') return deltaOf(json, String(place.at(-1)), text);
  const copy = JSON.parse(JSON.stringify(json)) as JsonObject;
  const { texts, tokens } = said.isObject ? eventTexts(copy, event.name) : nothing;
  for (const other of texts) putAt(copy, other.place, '');
  for (const other of tokens) putAt(copy, other.place, other.value);
  putAt(copy, place, text);
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
  return { name: event.name, json: copy };
}

/** A block of Anthropic begins once; what follows is a delta. */
function deltaOf({ index = 0 }: JsonObject, field: string, text: string): ReturnType<typeof carried> {
  const name = 'content_block_delta';
  return { name, json: { type: name, index, delta: { type: `${field}_delta`, [field]: text } } };
}

function putAt(json: JsonObject, place: Place, value: JsonValue): void {
  let holder = json as unknown as Holder;
  for (const step of place.slice(0, -1)) holder = holder[step] as Holder;
  holder[place.at(-1)!] = value;
}

const nothing: Pick<EventTexts, 'texts' | 'tokens'> = { texts: [], tokens: [] };

interface Holder {
  [name: string | number]: JsonValue | Holder | undefined;
}
