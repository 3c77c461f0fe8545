import type { EventMeaning } from '../../dialects/dialect.ts';
import { isObject, textIn, valueIn } from '../../dialects/json/values.ts';
import type { EventFormat } from '../../events/event-formats.ts';
import type { StreamEvent } from '../../events/stream-event.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import { type EventText, type EventTexts, eventTexts } from './event-texts.ts';
import { FoundTexts, type Place } from './found-texts.ts';
import { textEvent } from './text-event.ts';

/** An event on its way through the guards: what it says, and what they make of it. */
export class SaidEvent {
  readonly event: StreamEvent;
  readonly meaning: EventMeaning;
  readonly texts: EventTexts;
  /** What it says as it stands now. What is no object, and words that are no JSON, stand in a field without a name. */
  readonly json: JsonObject;
  /** Texts that may be shown only where what they repeat was. */
  readonly excerpts: EventText[] = [];
  readonly #kind: 'object' | 'value' | 'words';
  #isChanged = false;

  constructor(event: StreamEvent, meaning: EventMeaning) {
    this.event = event;
    this.meaning = meaning;
    const value = valueIn(event.data);
    this.#kind = kindOf(value);
    this.json = this.#kind === 'object' ? (value as JsonObject) : { '': this.#kind === 'value' ? value! : event.data };
    this.texts = this.#kind === 'object' ? eventTexts(this.json, event.name) : wordsOf(this.json, event.name);
  }

  get isObject(): boolean {
    return this.#kind === 'object';
  }

  /** Whether it looks like JSON and is none: cut off, or written in a way of its own. */
  get isBroken(): boolean {
    return this.#kind === 'words' && /^\s*[{[]/.test(this.event.data);
  }

  /** What stands at a place that is known to be there. */
  at(place: Place): JsonValue {
    return place.reduce<JsonValue>((holder, step) => (holder as Holder)[step] as JsonValue, this.json);
  }

  /** Puts something at a place that is known to be there. */
  put(place: Place, value: JsonValue): void {
    (this.at(place.slice(0, -1)) as Holder)[place.at(-1)!] = value;
    this.#isChanged = true;
  }

  /** The event as it is to be sent: the one that came where nothing was changed. */
  written(format: EventFormat): StreamEvent {
    return this.#isChanged ? textEvent(this.event, this.dataOf(this.json), format) : this.event;
  }

  /** The data of an event of this kind that says something else. */
  dataOf(json: JsonObject): string {
    if (this.#kind === 'words') return textIn(json['']);
    return JSON.stringify(this.#kind === 'value' ? json[''] : json);
  }
}

interface Holder {
  [name: string | number]: JsonValue | Holder;
}

/** A bare number may be a word of an answer like any other, and its digits go on in the next one. */
function kindOf(value: JsonValue | undefined): 'object' | 'value' | 'words' {
  if (isObject(value)) return 'object';
  return typeof value === 'string' || Array.isArray(value) ? 'value' : 'words';
}

function wordsOf(json: JsonObject, name: string): EventTexts {
  const found = new FoundTexts();
  found.walk(json[''], [''], `words.${name}`);
  found.mayBeLast = true;
  return found;
}
