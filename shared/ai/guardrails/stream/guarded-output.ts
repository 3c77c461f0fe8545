import type { AiError, EventMeaning } from '../../dialects/dialect.ts';
import { objectIn } from '../../dialects/json/values.ts';
import type { EventFormat } from '../../events/event-formats.ts';
import type { StreamEvent } from '../../events/stream-event.ts';
import type { StreamOutput } from '../../exit/stream-output.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import { isJsonPlace, jsonChannel } from '../text/json-place.ts';
import { type Carrier, carried, putText } from './carrier.ts';
import { type EventText, eventTexts } from './event-texts.ts';
import type { GuardLine } from './guard-line.ts';
import { extraEvent, joinOutputs, textEvent } from './text-event.ts';

/** What a guarded stream is. */
export interface GuardedOutputOptions {
  readonly format: EventFormat;
  /** Whether some guard takes things away, and does not only tell of them. */
  readonly hides: boolean;
}

/**
 * Lets guards look at a stream on its way to the client. What they hold back of a channel goes out before the event that
 * ends it, or with that event where it carries the channel itself. Events that are not changed keep their bytes.
 */
export class GuardedOutput implements StreamOutput {
  readonly #inner: StreamOutput;
  readonly #line: GuardLine;
  readonly #format: EventFormat;
  readonly #hides: boolean;
  /** The channels that are open, each with the event that carried it last. */
  readonly #open = new Map<string, Carrier>();
  #whole = 0;

  constructor(inner: StreamOutput, line: GuardLine, { format, hides }: GuardedOutputOptions) {
    this.#inner = inner;
    this.#line = line;
    this.#format = format;
    this.#hides = hides;
  }

  event(event: StreamEvent, meaning: EventMeaning): Uint8Array | undefined {
    const json = objectIn(event.data);
    if (json === undefined) return this.#unread(event, meaning);
    const { texts, ended } = eventTexts(json);
    const ends = (channel: string): boolean => ended.some((start) => channel.startsWith(start));
    let isChanged = this.#hides && dropLogprobs(json);
    for (const text of texts) isChanged = this.#guard(json, text, { event, ends }) || isChanged;
    const held = [...this.#open.keys()].filter(ends).map((channel) => this.#release(channel));
    const changed = isChanged ? textEvent(event, JSON.stringify(json), this.#format) : event;
    return joinOutputs([...held, this.#inner.event(changed, meaning)]);
  }

  end(): Uint8Array | undefined {
    const held = [...this.#open.keys()].map((channel) => this.#release(channel));
    this.#line.close();
    return joinOutputs([...held, this.#inner.end()]);
  }

  error(error: AiError): Uint8Array {
    this.#line.close();
    return this.#inner.error(error);
  }

  /** Whether the text was changed. One whose channel ends here takes along what was held of it. */
  #guard(json: JsonObject, { channel, place, text }: EventText, { event, ends }: Passing): boolean {
    let may: string;
    if (channel === undefined) may = this.#wholeText(text, isJsonPlace(place));
    else {
      may = this.#line.piece(channel, text);
      this.#open.set(channel, { name: event.name, json, place });
      if (ends(channel)) {
        may += this.#line.end(channel);
        this.#open.delete(channel);
      }
    }
    if (may !== text) putText(json, place, may);
    return may !== text;
  }

  #wholeText(text: string, isJson: boolean): string {
    this.#whole += 1;
    const name = `whole.${this.#whole}`;
    const channel = isJson ? jsonChannel(name) : name;
    return this.#line.piece(channel, text) + this.#line.end(channel);
  }

  /** An event of its own for what was held of a channel that ends without a text of its own. */
  #release(channel: string): Uint8Array | undefined {
    const carrier = this.#open.get(channel)!;
    this.#open.delete(channel);
    const held = this.#line.end(channel);
    if (held === '') return undefined;
    const { name, json } = carried(carrier, held);
    const data = JSON.stringify(json);
    // What stands behind may put it into the words of another API.
    return this.#inner.event({ name, data, bytes: extraEvent(name, data, this.#format) }, released);
  }

  /** The word that ends a stream, a comment, or something that is no JSON. */
  #unread(event: StreamEvent, meaning: EventMeaning): Uint8Array | undefined {
    // The bracket that ends a list comes without data.
    if (event.data === '' && this.#format !== 'json-array') return this.#inner.event(event, meaning);
    if (event.data === '' || event.data === '[DONE]') {
      const held = [...this.#open.keys()].map((channel) => this.#release(channel));
      return joinOutputs([...held, this.#inner.event(event, meaning)]);
    }
    const may = this.#wholeText(event.data, false);
    return this.#inner.event(may === event.data ? event : textEvent(event, may, this.#format), meaning);
  }
}

const released: EventMeaning = { kind: 'content', text: '' };

interface Passing {
  readonly event: StreamEvent;
  readonly ends: (channel: string) => boolean;
}

/** Probabilities tell each token again, also those that guards hold back or take away. */
function dropLogprobs(json: JsonObject): boolean {
  const choices = Array.isArray(json['choices']) ? (json['choices'] as readonly JsonValue[]) : [];
  let isChanged = false;
  for (const holder of [json, ...choices] as (Record<string, JsonValue> | null)[]) {
    if (typeof holder !== 'object' || holder === null || !hasEntries(holder['logprobs'])) continue;
    holder['logprobs'] = Array.isArray(holder['logprobs']) ? [] : null;
    isChanged = true;
  }
  return isChanged;
}

function hasEntries(value: JsonValue | undefined): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
