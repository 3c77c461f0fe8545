import type { JsonObject, JsonValue } from '../../json.ts';
import { isJsonPlace, jsonChannel } from '../text/json-place.ts';

/** A text of an event of a stream. */
export interface EventText {
  /** What continues the same text in later events; `undefined` when this is all of it. */
  readonly channel: string | undefined;
  readonly place: readonly (string | number)[];
  readonly text: string;
}

/** What an event says, as far as guards are concerned. */
export interface EventTexts {
  readonly texts: readonly EventText[];
  /** Beginnings of the names of channels that end with this event. */
  readonly ended: readonly string[];
}

/** Finds the texts of an event, whatever dialect it is of: the form tells. */
export function eventTexts(json: JsonObject): EventTexts {
  const type = json['type'];
  if (typeof type === 'string' && type.startsWith('response.')) return responsesTexts(json, type);
  if (typeof type === 'string' && anthropicTypes.has(type)) return anthropicTexts(json, type);
  const found = new Found();
  for (const [index, choice] of objectsOf(json['choices'])) choiceTexts(found, index, choice);
  for (const [index, candidate] of objectsOf(json['candidates'])) candidateTexts(found, index, candidate);
  if (!Array.isArray(json['choices']) && !Array.isArray(json['candidates'])) found.walk(json, [], 'all');
  return found;
}

const anthropicTypes = new Set([
  ...['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta'],
  ...['message_stop', 'ping', 'error'],
]);

class Found implements EventTexts {
  readonly texts: EventText[] = [];
  readonly ended: string[] = [];

  /** All texts of a value; those of `channel` go on in later events. */
  walk(value: JsonValue | undefined, place: readonly (string | number)[], channel: string | undefined): void {
    if (typeof value === 'string') this.#add(value, place, channel);
    else if (Array.isArray(value)) {
      (value as readonly JsonValue[]).forEach((entry, index) => {
        const inner = channel === undefined ? undefined : `${channel}.${indexOf(entry, index)}`;
        this.walk(entry, [...place, index], inner);
      });
    } else if (isObject(value)) {
      for (const [name, child] of Object.entries(value)) {
        if (wordless.has(name)) continue;
        this.walk(child, [...place, name], channel === undefined ? undefined : `${channel}.${name}`);
      }
    }
  }

  #add(text: string, place: readonly (string | number)[], channel: string | undefined): void {
    const isJson = channel !== undefined && isJsonPlace(place);
    if (text !== '') this.texts.push({ channel: isJson ? jsonChannel(channel) : channel, place, text });
  }
}

/** Choices of chats and of completions of OpenAI. */
function choiceTexts(found: Found, at: number, choice: JsonObject): void {
  const index = indexOf(choice, at);
  for (const name of ['delta', 'message', 'text']) found.walk(choice[name], ['choices', at, name], `${index}.${name}`);
  if (typeof choice['finish_reason'] === 'string') found.ended.push(`${index}.`);
}

/** Candidates of Gemini. Parts come one after another; thoughts apart from what is said. */
function candidateTexts(found: Found, at: number, candidate: JsonObject): void {
  const index = indexOf(candidate, at);
  const content = candidate['content'];
  const parts = isObject(content) ? content['parts'] : undefined;
  for (const [number, part] of objectsOf(parts)) {
    const place = ['candidates', at, 'content', 'parts', number] as const;
    const kind = part['thought'] === true ? 'thought' : 'said';
    if (typeof part['text'] === 'string') found.walk(part['text'], [...place, 'text'], `${index}.${kind}`);
    const { text: _said, ...others } = part;
    found.walk(others, place, undefined);
  }
  if (typeof candidate['finishReason'] === 'string') found.ended.push(`${index}.`);
}

/** Blocks of messages of Anthropic. */
function anthropicTexts(json: JsonObject, type: string): EventTexts {
  const found = new Found();
  const index = String(json['index'] ?? 0);
  if (type === 'content_block_delta') {
    // A block holds one kind of delta; `text` begins in the start of the block.
    found.walk(json['delta'], ['delta'], `${index}.block`);
  } else if (type === 'content_block_start') {
    const block = json['content_block'];
    const isBegun = isObject(block) && (typeof block['text'] === 'string' || typeof block['thinking'] === 'string');
    found.walk(block, ['content_block'], isBegun ? `${index}.block` : undefined);
  } else if (type === 'content_block_stop') found.ended.push(`${index}.`);
  else if (type === 'message_stop') found.ended.push('');
  return found;
}

/** Events of Responses: deltas, then the same text whole, again and again. */
function responsesTexts(json: JsonObject, type: string): EventTexts {
  const found = new Found();
  const kind = type.replace(/\.(?:delta|done|added)$/, '');
  const channel = ['item_id', 'output_index', 'content_index', 'summary_index'].map((name) => json[name]).join('.');
  const name = `${channel}.${kind}.`;
  if (type.endsWith('.delta') && typeof json['delta'] === 'string') {
    const isJson = kind.endsWith('call_arguments');
    if (json['delta'] !== '')
      found.texts.push({ channel: isJson ? jsonChannel(name) : name, place: ['delta'], text: json['delta'] });
    return found;
  }
  if (type.endsWith('.done')) found.ended.push(name);
  if (closing.has(type)) found.ended.push('');
  for (const field of ['text', 'refusal', 'arguments', 'input', 'transcript', 'part', 'item']) {
    found.walk(json[field], [field], undefined);
  }
  const response = json['response'];
  if (isObject(response)) found.walk(response['output'], ['response', 'output'], undefined);
  return found;
}

const closing = new Set(['response.completed', 'response.incomplete', 'response.failed']);

/** Fields that hold no words of a model. */
const wordless = new Set([
  ...[
    'id',
    'index',
    'type',
    'role',
    'name',
    'object',
    'model',
    'status',
    'created',
    'call_id',
    'item_id',
    'tool_use_id',
  ],
  ...['finish_reason', 'stop_reason', 'native_finish_reason', 'finishReason', 'done_reason', 'event', 'service_tier'],
  ...[
    'signature',
    'thoughtSignature',
    'thought_signature',
    'encrypted_content',
    'format',
    'data',
    'mimeType',
    'mime_type',
  ],
  ...['url', 'uri', 'image_url', 'file_id', 'usage', 'logprobs', 'system_fingerprint', 'created_at', 'error'],
]);

function objectsOf(value: JsonValue | undefined): [number, JsonObject][] {
  if (!Array.isArray(value)) return [];
  return (value as readonly JsonValue[]).flatMap((entry, index): [number, JsonObject][] =>
    isObject(entry) ? [[index, entry]] : [],
  );
}

/** The number a thing goes by over all events; where it stands in this one when it has none. */
function indexOf(value: JsonValue, at: number): number {
  const index = isObject(value) ? value['index'] : undefined;
  return typeof index === 'number' ? index : at;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
