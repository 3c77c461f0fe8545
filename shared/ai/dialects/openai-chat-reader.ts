import type { StreamEvent } from '../events/stream-event.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { type Counts, mergeCounts, usageOfCounts } from '../usage/counts.ts';
import { openaiCounts } from '../usage/openai-counts.ts';
import type { ReportedUsage } from '../usage.ts';
import { ChunkFrame } from './chunk-frame.ts';
import type { EventMeaning, StreamReader } from './dialect.ts';
import { errorIn } from './error-status.ts';
import { done, errorMeaning, meaningOf, other } from './event-meanings.ts';
import { isReason } from './is-reason.ts';
import { isList, isObject, objectIn, textIn } from './json/values.ts';
import { OpenChoices } from './open-choices.ts';

/** Follows chunks of chat and of text completions. */
export class ChatReader implements StreamReader {
  #counts: Counts | undefined;
  #model: string | undefined;
  #isDone = false;
  readonly #choices: OpenChoices;
  /** Of the chunk before, so that reading another one like it would change nothing here. */
  readonly #frame = new ChunkFrame();

  /** `choices`: how many were asked for. */
  constructor(choices = 1) {
    this.#choices = new OpenChoices(choices);
  }

  get usage(): ReportedUsage | undefined {
    return usageOfCounts(this.#counts);
  }

  get model(): string | undefined {
    return this.#model;
  }

  /** `[DONE]` is not sent by all; a finish reason for each choice says as much. */
  get isDone(): boolean {
    return this.#isDone || this.#choices.areFinished;
  }

  event({ data }: StreamEvent): EventMeaning {
    if (data === '[DONE]') {
      this.#isDone = true;
      return done;
    }
    const text = this.#frame.textIn(data);
    if (text !== undefined) return meaningOf('content', text);
    const chunk = objectIn(data);
    const meaning = chunk === undefined ? other : this.json(chunk);
    const said = meaning.kind === 'content' && chunk !== undefined ? saidIn(chunk) : undefined;
    if (said === undefined) this.#frame.forget();
    else this.#frame.learn(data, meaning.text, said);
    return meaning;
  }

  /** What one chunk means, once it is read. */
  json(chunk: JsonObject): EventMeaning {
    const error = errorIn(chunk['error']);
    if (error !== undefined) return errorMeaning(error);
    const model = chunk['model'];
    if (typeof model === 'string' && model !== '') this.#model = model;
    const counts = openaiCounts(chunk['usage']) ?? groqCounts(chunk);
    this.#counts = mergeCounts(this.#counts, counts);
    const choices = chunk['choices'];
    if (isList(choices) && choices.length > 0) return this.#readChoices(choices);
    return counts === undefined ? other : usageOnly;
  }

  #readChoices(choices: readonly JsonValue[]): EventMeaning {
    let text = '';
    let hasContent = false;
    for (const choice of choices) {
      if (!isObject(choice)) continue;
      this.#choices.see(choice['index'], isReason(choice['finish_reason']));
      // Some send whole messages in place of deltas; text completions have their text beside them.
      const delta = choice['delta'] ?? choice['message'];
      const added = textIn(choice['text']) + (isObject(delta) ? deltaText(delta) : '');
      text += added;
      hasContent ||= added !== '' || (isObject(delta) && hasWordless(delta));
    }
    return hasContent ? meaningOf('content', text) : other;
  }
}

/** What holds the text of a chunk with one choice. */
function saidIn({ choices }: JsonObject): JsonObject | undefined {
  const choice = isList(choices) && choices.length === 1 ? choices[0] : undefined;
  if (!isObject(choice)) return undefined;
  return isObject(choice['delta']) ? choice['delta'] : choice;
}

function deltaText(delta: JsonObject): string {
  let text = '';
  for (const name of spoken) text += textIn(delta[name]);
  if (isList(delta['content'])) for (const part of delta['content']) text += partText(part);
  if (isList(delta['tool_calls'])) for (const call of delta['tool_calls']) text += callText(call);
  const audio = delta['audio'];
  return text + functionText(delta['function_call']) + (isObject(audio) ? textIn(audio['transcript']) : '');
}

/** Content that has no text to count: sound, pictures, the beginning of a call. */
function hasWordless(delta: JsonObject): boolean {
  return wordless.some((name) => {
    const value = delta[name];
    return isList(value) ? value.length > 0 : isObject(value);
  });
}

/** Mistral puts its thoughts into parts of a part. */
function partText(part: JsonValue): string {
  if (!isObject(part)) return '';
  let text = textIn(part['text']);
  if (isList(part['thinking']))
    for (const thought of part['thinking']) text += isObject(thought) ? textIn(thought['text']) : '';
  return text;
}

function callText(call: JsonValue): string {
  if (!isObject(call)) return '';
  const custom = call['custom'];
  return functionText(call['function']) + (isObject(custom) ? textIn(custom['name']) + textIn(custom['input']) : '');
}

function functionText(call: JsonValue | undefined): string {
  return isObject(call) ? textIn(call['name']) + textIn(call['arguments']) : '';
}

function groqCounts(chunk: JsonObject): Counts | undefined {
  const groq = chunk['x_groq'];
  return isObject(groq) ? openaiCounts(groq['usage']) : undefined;
}

const spoken = ['content', 'refusal', 'reasoning_content', 'reasoning'];
const wordless = ['tool_calls', 'function_call', 'audio', 'images', 'reasoning_details'];
const usageOnly = meaningOf('usage');
