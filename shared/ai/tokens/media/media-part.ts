import type { Place } from '../../dialects/deep-texts.ts';
import { isObject, textIn, textOf } from '../../dialects/json/values.ts';
import { saysText } from '../../dialects/text-file.ts';
import type { JsonObject } from '../../json.ts';
import { Base64Bytes } from './base64-bytes.ts';

/** What is not text in a request. */
export interface MediaPart {
  readonly kind: 'image' | 'audio' | 'video' | 'document' | 'text';
  /** The object in which its bytes stand. */
  readonly holder?: JsonObject;
  /** The file itself; `undefined` where it lies elsewhere, by address or by id. */
  readonly file: Base64Bytes | undefined;
  /** How closely an image is to be looked at; OpenAI alone lets the client say. */
  readonly detail: string | undefined;
}

/** The file or the like that an object of the content stands for, in any dialect; `undefined` when it is something else. */
export function mediaPart(part: JsonObject): MediaPart | undefined {
  return openaiPart(part) ?? anthropicPart(part) ?? geminiPart(part);
}

/**
 * A file that stands as mere text in a field for files: a data URL in base64, or the base64 of an image among `images`, as
 * Ollama has them.
 */
export function mediaInText(text: string, place: Place): MediaPart | undefined {
  const last = place.at(-1);
  const field = typeof last === 'number' ? place.at(-2) : last;
  if (field === undefined || !fileFields.has(field)) return undefined;
  const url = dataUrl.exec(text.slice(0, longestHead));
  base64.lastIndex = url?.[0].length ?? 0;
  if (!base64.test(text)) return undefined;
  if (url) return partOf(text, undefined, 'document');
  return field === 'images' ? partOf(undefined, text, 'image') : undefined;
}

function openaiPart(part: JsonObject): MediaPart | undefined {
  const image = part['image_url'];
  if (image !== undefined || part['type'] === 'input_image') {
    const fields = isObject(image) ? image : part;
    const url = isObject(image) ? image['url'] : image;
    return { ...partOf(textIn(url), undefined, 'image'), kind: 'image', detail: textOf(fields['detail']) };
  }
  const audio = part['input_audio'];
  if (isObject(audio)) return partOf(undefined, textIn(audio['data']), 'audio');
  const file = isObject(part['file']) ? part['file'] : part;
  const isFile = part['type'] === 'file' || part['type'] === 'input_file';
  const data = textIn(file['file_data']);
  const url = isDataUrl(data) ? data : undefined;
  return isFile ? heldPart(file, data, partOf(url, data, 'document')) : undefined;
}

function anthropicPart(part: JsonObject): MediaPart | undefined {
  const { type, source } = part;
  if ((type !== 'image' && type !== 'document') || !isObject(source)) return undefined;
  // Documents of text are text, and counted as such.
  if (source['type'] === 'text' || source['type'] === 'content') return undefined;
  const data = textIn(source['data']);
  return heldPart(source, data, partOf(undefined, data, type));
}

function geminiPart(part: JsonObject): MediaPart | undefined {
  const inline = part['inlineData'] ?? part['inline_data'];
  const elsewhere = part['fileData'] ?? part['file_data'];
  const found = isObject(inline) ? inline : elsewhere;
  if (!isObject(found)) return undefined;
  const kind = kindOf(textIn(found['mimeType'] ?? found['mime_type']));
  const data = isObject(inline) ? textIn(inline['data']) : '';
  return heldPart(found, data, partOf(undefined, data, kind));
}

/** A part whose holder may say that it is a file of text, which costs more than others. */
function heldPart(holder: JsonObject, data: string, part: MediaPart): MediaPart {
  return { ...part, holder, ...(data !== '' && saysText(holder, data) && { kind: 'text' }) };
}

/** A part by the URL it is given as, or else by its base64. */
function partOf(url: string | undefined, base64: string | undefined, fallback: MediaPart['kind']): MediaPart {
  if (url === undefined)
    return { kind: fallback, file: base64 ? new Base64Bytes(base64) : undefined, detail: undefined };
  if (!isDataUrl(url)) return { kind: fallback, file: undefined, detail: undefined };
  // Where the head is that long, all of it is taken for the file.
  const head = url.slice(0, longestHead).toLowerCase();
  return {
    kind: kindOf(head.slice(5), fallback),
    file: new Base64Bytes(url, head.indexOf(',') + 1),
    detail: undefined,
  };
}

function isDataUrl(text: string): boolean {
  return text.slice(0, 5).toLowerCase() === 'data:';
}

function kindOf(mediaType: string, fallback: MediaPart['kind'] = 'document'): MediaPart['kind'] {
  const kind = mediaType.slice(0, mediaType.indexOf('/'));
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : fallback;
}

const longestHead = 200;
const dataUrl = /^data:[^,]*;base64,/i;
/** The rest of a text, in either alphabet. */
const base64 = /[\w+/=\r\n-]*$/y;
/** Fields in which providers take files as mere text; whatever stands elsewhere is read by the model. */
const fileFields = new Set<string | number>([
  ...['image', 'images', 'image_url', 'mask', 'audio', 'audio_url', 'video', 'video_url', 'document_url', 'url'],
]);
