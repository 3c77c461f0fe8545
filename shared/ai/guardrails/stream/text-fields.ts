import type { JsonObject } from '../../json.ts';

/** Fields that hold no words of a model, unless they hold objects or lists. */
export const silentFields: ReadonlySet<string | number> = new Set([
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
    'created_at',
    'call_id',
    'item_id',
  ],
  ...['tool_use_id', 'tool_call_id', 'finish_reason', 'stop_reason', 'native_finish_reason', 'finishReason'],
  ...['done_reason', 'event', 'service_tier', 'signature', 'thoughtSignature', 'thought_signature', 'format'],
  ...['encrypted_content', 'encrypted_index', 'mimeType', 'mime_type', 'media_type', 'url', 'uri', 'image_url'],
  ...['file_id', 'system_fingerprint', 'obfuscation', 'b64_json', 'partial_image_b64', 'sequence_number'],
  ...['responseId', 'modelVersion', 'response_id', 'message_id', 'generation_id'],
]);

/** Fields that hold nothing but numbers, however they are written. */
export const numberFields: ReadonlySet<string> = new Set(['usage', 'embedding', 'embeddings', 'base64']);

/** Fields whose inner names are a tool's own: none of them is without words. */
export const freeFields: ReadonlySet<string> = new Set(['input', 'args', 'arguments', 'parameters']);

/** Fields that come in one piece, also inside of a text that goes on. */
export const wholeFields: ReadonlySet<string> = new Set([
  ...['citations', 'citation', 'annotations', 'annotation', 'sources', 'documents', 'search_results', 'error'],
  ...['generated_text', 'images'],
]);

/** Lists of parts that are one text. */
export const joinedLists: ReadonlySet<string | number> = new Set(['content', 'thinking', 'parts', 'summary']);

/** Whether the `data` of a value is sound, a picture or another file. */
export function holdsFile(value: JsonObject, place: readonly (string | number)[]): boolean {
  const isMedia = mediaTypes.some((name) => value[name] !== undefined) || media.has(place.at(-1)!);
  return isMedia || value['type'] === 'reasoning.encrypted' || value['type'] === 'redacted_thinking';
}

/** Whether a text at a place repeats words of the answer itself: Cohere says so of its citations, Gemini of its grounding. */
export function isExcerpt(place: readonly (string | number)[]): boolean {
  if (place.at(-1) !== 'text') return false;
  return place.at(-2) === 'segment' || place.at(-2) === 'citations' || place.at(-3) === 'citations';
}

/** Whether a text is the address of a source, in a list of them. */
export function isUrlOfList(text: string, place: readonly (string | number)[]): boolean {
  return place.at(-2) === 'citations' && /^https?:\/\/\S+$/.test(text);
}

const mediaTypes = ['mimeType', 'mime_type', 'media_type'];
const media: ReadonlySet<string | number> = new Set(['audio', 'inlineData', 'inline_data', 'input_audio', 'image']);
