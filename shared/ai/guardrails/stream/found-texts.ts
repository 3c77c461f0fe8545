import { withoutTokens } from '../../dialects/token-fields.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import { isJsonPlace, jsonChannel } from '../text/json-place.ts';
import type { EventText, EventTexts } from './event-texts.ts';
import {
  freeFields,
  holdsFile,
  isExcerpt,
  isUrlOfList,
  joinedLists,
  numberFields,
  silentFields,
  wholeFields,
} from './text-fields.ts';

/** Where a text stands: names and indices from the root. */
export type Place = readonly (string | number)[];

/** Collects what an event says. */
export class FoundTexts implements EventTexts {
  readonly texts: EventText[] = [];
  readonly ended: string[] = [];
  readonly tokens: { place: Place; value: JsonValue }[] = [];
  mayBeLast = false;
  mayRetell = false;
  #repeats: 'so-far' | undefined;

  /** All texts of a value that go on in later events; those of `undefined` and of what comes in one piece do not. */
  walk(value: JsonValue | undefined, place: Place, channel: string | undefined): void {
    this.#walk(value, place, channel, false);
  }

  /** All texts of a value that is told in one piece. */
  whole(value: JsonValue | undefined, place: Place): void {
    this.#walk(value, place, undefined, false);
  }

  /** All texts of a value that tells again what was said up to here. */
  soFar(value: JsonValue | undefined, place: Place): void {
    this.#repeats = 'so-far';
    this.#walk(value, place, undefined, false);
    this.#repeats = undefined;
  }

  /** All texts of the fields of an object but for some, each told in one piece. */
  others(value: JsonObject, place: Place, known: ReadonlySet<string>): void {
    const silent = silentIn(value, place);
    for (const [name, child] of fieldsOf(value)) {
      if (!known.has(name)) this.#field(name, child, { place, channel: undefined, silent, isFree: false });
    }
  }

  #walk(value: JsonValue | undefined, place: Place, channel: string | undefined, isFree: boolean): void {
    if (typeof value === 'string') this.#add(value, place, channel, isFree);
    else if (typeof value === 'number') this.#number(value, place, isFree);
    else if (Array.isArray(value)) this.#list(value as readonly JsonValue[], place, channel, isFree);
    else if (isObject(value)) {
      const silent = silentIn(value, place);
      for (const [name, child] of fieldsOf(value)) this.#field(name, child, { place, channel, silent, isFree });
    }
  }

  /** A part of content has no place of its own in a text that goes on: the next event may have it elsewhere. */
  #list(list: readonly JsonValue[], place: Place, channel: string | undefined, isFree: boolean): void {
    const isJoined = joinedLists.has(place.at(-1)!);
    list.forEach((entry, index) => {
      if (typeof entry === 'number' && !isFree) return;
      const number = indexOf(entry);
      const inner = isJoined && number === undefined ? channel : channel && `${channel}.${number ?? index}`;
      this.#walk(entry, [...place, index], inner, isFree);
    });
  }

  #field(name: string, value: JsonValue, { place, channel, silent, isFree }: Holder): void {
    if (value === null || value === '' || typeof value === 'boolean') return;
    if (isFree) {
      this.#walk(value, [...place, name], undefined, true);
      return;
    }
    const replaced = name === 'id' && place.at(-1) === 'token' ? 0 : withoutTokens(name, value);
    if (replaced !== undefined) {
      if (value !== replaced) this.tokens.push({ place: [...place, name], value: replaced });
      return;
    }
    const isSilent = numberFields.has(name) || (silentFields.has(name) && typeof value !== 'object');
    if (isSilent || name === silent || typeof value === 'number') return;
    const inner = [...place, name];
    const startsFree = freeFields.has(name) && typeof value === 'object';
    const isWhole = channel === undefined || startsFree || wholeFields.has(name);
    const isPartOfList = name === 'text' && typeof place.at(-1) === 'number' && joinedLists.has(place.at(-2)!);
    this.#walk(value, inner, isWhole ? undefined : isPartOfList ? channel : `${channel}.${name}`, startsFree);
  }

  #add(text: string, place: Place, channel: string | undefined, isFree: boolean): void {
    if (text === '' || (!isFree && isUrlOfList(text, place))) return;
    if (channel !== undefined) {
      this.texts.push({ place, text, channel: isJsonPlace(place) ? jsonChannel(channel) : channel });
      return;
    }
    const repeats = this.#repeats ?? (isExcerpt(place) ? 'excerpt' : undefined);
    if (repeats === 'excerpt') this.mayBeLast = true;
    this.texts.push({ place, text, channel, ...(repeats && { repeats }) });
  }

  /** Numbers that a model made up of enough digits to be somebody's. */
  #number(value: number, place: Place, isFree: boolean): void {
    if (isFree && Math.abs(value) >= longNumber) this.texts.push({ place, text: String(value), channel: undefined });
  }
}

interface Holder {
  readonly place: Place;
  readonly channel: string | undefined;
  /** The field that holds a file here. */
  readonly silent: string | undefined;
  /** Inside of what a model gives to a tool, where every name is somebody's own. */
  readonly isFree: boolean;
}

const longNumber = 1e6;

function silentIn(value: JsonObject, place: Place): string | undefined {
  if (value['type'] === 'image_generation_call') return 'result';
  return holdsFile(value, place) ? 'data' : undefined;
}

function fieldsOf(value: JsonObject): [string, JsonValue][] {
  return Object.entries(value) as [string, JsonValue][];
}

/** The number a thing goes by over all events. */
function indexOf(value: JsonValue): number | undefined {
  const index = isObject(value) ? value['index'] : undefined;
  return typeof index === 'number' ? index : undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
