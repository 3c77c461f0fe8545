import type { StreamEvent } from '../events/stream-event.ts';
import type { JsonObject } from '../json.ts';
import { type Counts, mergeCounts, usageOfCounts } from '../usage/counts.ts';
import { genericCounts } from '../usage/generic-counts.ts';
import type { ReportedUsage } from '../usage.ts';
import { AnthropicReader } from './anthropic-reader.ts';
import type { EventMeaning, StreamReader } from './dialect.ts';
import { errorIn } from './error-status.ts';
import { done, errorMeaning, other, textMeaning } from './event-meanings.ts';
import { GeminiReader } from './gemini-reader.ts';
import { isObject, objectIn, textIn, textOf } from './json/values.ts';
import { ChatReader } from './openai-chat-reader.ts';
import { ResponsesReader } from './openai-responses-reader.ts';

/** A reader that takes an event as JSON. */
interface JsonReader extends StreamReader {
  json(json: JsonObject): EventMeaning;
}

/**
 * Follows a stream whose dialect is not known. The first event that shows a known shape decides; before and without one,
 * the fields that Ollama, Cohere and TGI use are read.
 */
export class GenericReader implements StreamReader {
  #known: JsonReader | undefined;
  #counts: Counts | undefined;
  #model: string | undefined;
  #isDone = false;
  /** Events say that they are not the last one. */
  #saysWhenDone = false;

  get usage(): ReportedUsage | undefined {
    return this.#known?.usage ?? usageOfCounts(this.#counts);
  }

  get reportsBeginning(): boolean {
    return this.#known?.reportsBeginning === true;
  }

  get model(): string | undefined {
    return this.#known?.model ?? this.#model;
  }

  get isDone(): boolean {
    return this.#isDone || this.#known?.isDone === true;
  }

  get endsUnsaid(): boolean {
    return this.#known === undefined && !this.#saysWhenDone;
  }

  event({ data }: StreamEvent): EventMeaning {
    if (data === '[DONE]') {
      this.#isDone = true;
      return done;
    }
    const json = objectIn(data);
    if (json === undefined) return other;
    this.#known ??= readerFor(json);
    return this.#known?.json(json) ?? this.#guess(json);
  }

  #guess(json: JsonObject): EventMeaning {
    const error = errorIn(json['error']);
    if (error !== undefined) return errorMeaning(error);
    this.#model ??= textOf(json['model']);
    const delta = json['delta'];
    this.#counts = mergeCounts(this.#counts, genericCounts(isObject(delta) && isObject(delta['usage']) ? delta : json));
    const text = guessedText(json);
    if (json['done'] === true || json['type'] === 'message-end') this.#isDone = true;
    if (json['done'] === false || json['type'] === 'message-start') this.#saysWhenDone = true;
    if (text !== '') return textMeaning(text);
    return this.#isDone ? done : other;
  }
}

function readerFor(json: JsonObject): JsonReader | undefined {
  const type = textIn(json['type']);
  if (type.startsWith('response.') || (type === 'error' && json['error'] === undefined)) return new ResponsesReader();
  if (anthropicStarts.has(type)) return new AnthropicReader();
  if (geminiFields.some((name) => json[name] !== undefined)) return new GeminiReader();
  return Array.isArray(json['choices']) ? new ChatReader() : undefined;
}

/** Ollama: `response`, `message.content`, `message.thinking`. TGI: `token.text`. Cohere: `delta.message.content.text`. */
function guessedText(json: JsonObject): string {
  const { message, token, delta } = json;
  let text = textIn(json['response']) + textIn(json['text']) + textIn(json['content']);
  if (isObject(message)) text += textIn(message['content']) + textIn(message['thinking']);
  if (isObject(token)) text += textIn(token['text']);
  return isObject(delta) ? text + deltaText(delta) : text + textIn(delta);
}

function deltaText(delta: JsonObject): string {
  const message = delta['message'];
  const content = isObject(message) ? message['content'] : delta['content'];
  if (isObject(content)) return textIn(content['text']) + textIn(content['thinking']);
  return textIn(content) + textIn(delta['text']);
}

const anthropicStarts = new Set(['message_start', 'content_block_start', 'content_block_delta', 'ping']);
const geminiFields = ['candidates', 'promptFeedback', 'usageMetadata'];
