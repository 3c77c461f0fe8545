import type { StreamEvent } from '../events/stream-event.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { type Counts, mergeCounts, usageOfCounts } from '../usage/counts.ts';
import { openaiCounts } from '../usage/openai-counts.ts';
import type { ReportedUsage } from '../usage.ts';
import type { EventMeaning, StreamReader } from './dialect.ts';
import { errorIn } from './error-status.ts';
import { done, errorMeaning, other, textMeaning, wordless } from './event-meanings.ts';
import { isObject, objectIn, objectOf, textIn } from './json/values.ts';

/** Follows the events of a response. All texts come as deltas; the events that repeat them whole add nothing. */
export class ResponsesReader implements StreamReader {
  #counts: Counts | undefined;
  #model: string | undefined;
  #isDone = false;
  #lastNumber: number | undefined;

  get usage(): ReportedUsage | undefined {
    return usageOfCounts(this.#counts);
  }

  get model(): string | undefined {
    return this.#model;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  get lastNumber(): number | undefined {
    return this.#lastNumber;
  }

  event({ data }: StreamEvent): EventMeaning {
    const json = objectIn(data);
    return json === undefined ? other : this.json(json);
  }

  /** What one event means, once it is read. */
  json(json: JsonObject): EventMeaning {
    const type = textIn(json['type']);
    const number = json['sequence_number'];
    if (typeof number === 'number') this.#lastNumber = number;
    const response = objectOf(json['response']);
    if (response !== undefined) this.#note(response);
    if (type.endsWith('.delta')) return deltaMeaning(type, json['delta']);
    switch (type) {
      case 'response.completed':
      case 'response.incomplete':
      case 'response.cancelled':
        this.#isDone = true;
        return done;
      case 'response.failed':
        return errorMeaning(errorIn(response?.['error']) ?? noWords);
      case 'error':
        return errorMeaning(errorIn(json['error']) ?? errorIn(json) ?? noWords);
      case 'response.output_item.added':
        return itemMeaning(json['item']);
      case 'response.image_generation_call.partial_image':
        return wordless;
      default: {
        const error = type === '' ? errorIn(json['error']) : undefined;
        return error === undefined ? other : errorMeaning(error);
      }
    }
  }

  #note(response: JsonObject): void {
    if (typeof response['model'] === 'string') this.#model = response['model'];
    this.#counts = mergeCounts(this.#counts, openaiCounts(response['usage']));
  }
}

/** Sound comes in base64, its transcript beside it. */
function deltaMeaning(type: string, delta: JsonValue | undefined): EventMeaning {
  if (type.endsWith('audio.delta')) return wordless;
  return typeof delta === 'string' ? textMeaning(delta) : other;
}

/** An item that begins: a call shows its name; messages and thoughts begin empty. */
function itemMeaning(item: JsonValue | undefined): EventMeaning {
  if (!isObject(item) || item['type'] === 'message' || item['type'] === 'reasoning') return other;
  return { kind: 'content', text: textIn(item['name']) };
}

const noWords = { status: 502, code: 'server_error', message: 'The provider told of an error without words.' };
