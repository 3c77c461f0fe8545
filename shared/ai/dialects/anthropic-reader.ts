import type { StreamEvent } from '../events/stream-event.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { anthropicCounts } from '../usage/anthropic-counts.ts';
import { type Counts, mergeCounts, usageOfCounts } from '../usage/counts.ts';
import type { ReportedUsage } from '../usage.ts';
import type { EventMeaning, StreamReader } from './dialect.ts';
import { errorIn } from './error-status.ts';
import { done, errorMeaning, meaningOf, other, textMeaning, wordless } from './event-meanings.ts';
import { isObject, objectIn, textIn } from './json/values.ts';

/** Follows a stream of messages: usage comes in its first and in its last but one event, and is merged. */
export class AnthropicReader implements StreamReader {
  #counts: Counts | undefined;
  #model: string | undefined;
  #isDone = false;
  #hasLastCounts = false;

  get usage(): ReportedUsage | undefined {
    return usageOfCounts(this.#counts);
  }

  get reportsBeginning(): boolean {
    return !this.#hasLastCounts;
  }

  get model(): string | undefined {
    return this.#model;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  event({ data }: StreamEvent): EventMeaning {
    const json = objectIn(data);
    return json === undefined ? other : this.json(json);
  }

  /** What one event means, once it is read. Its type stands in the data too, so the name is not needed. */
  json(json: JsonObject): EventMeaning {
    switch (json['type']) {
      case 'message_start':
        return this.#start(json['message']);
      case 'content_block_start':
        return blockMeaning(json['content_block']);
      case 'content_block_delta':
        return deltaMeaning(json['delta']);
      case 'message_delta':
        return this.#delta(json['usage']);
      case 'message_stop':
        this.#isDone = true;
        return done;
      case 'error':
        return errorMeaning(errorIn(json['error']) ?? noWords);
      default: {
        const error = errorIn(json['error']);
        return error === undefined ? other : errorMeaning(error);
      }
    }
  }

  #delta(usage: JsonValue | undefined): EventMeaning {
    const counts = anthropicCounts(usage);
    this.#hasLastCounts ||= counts?.output !== undefined;
    this.#counts = mergeCounts(this.#counts, counts);
    return other;
  }

  #start(message: JsonValue | undefined): EventMeaning {
    if (!isObject(message)) return other;
    if (typeof message['model'] === 'string') this.#model = message['model'];
    this.#counts = mergeCounts(this.#counts, anthropicCounts(message['usage']));
    return other;
  }
}

function blockMeaning(block: JsonValue | undefined): EventMeaning {
  if (!isObject(block)) return other;
  switch (block['type']) {
    case 'text':
      return textMeaning(textIn(block['text']));
    case 'thinking':
      return textMeaning(textIn(block['thinking']));
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use':
      return meaningOf('content', textIn(block['name']));
    default:
      return wordless;
  }
}

function deltaMeaning(delta: JsonValue | undefined): EventMeaning {
  if (!isObject(delta)) return other;
  for (const name of spoken) if (typeof delta[name] === 'string') return textMeaning(delta[name]);
  return delta['type'] === 'citations_delta' ? wordless : other;
}

const spoken = ['text', 'partial_json', 'thinking'];
const noWords = { status: 502, code: 'api_error', message: 'The provider told of an error without words.' };
