import { isObject, textIn, textOf } from '../../dialects/json/values.ts';
import type { JsonObject } from '../../json.ts';
import { Base64Bytes } from './base64-bytes.ts';

/** What is not text in a request. */
export interface MediaPart {
  readonly kind: 'image' | 'audio' | 'video' | 'document';
  /** The file itself; `undefined` where it lies elsewhere, by address or by id. */
  readonly file: Base64Bytes | undefined;
  /** How closely an image is to be looked at; OpenAI alone lets the client say. */
  readonly detail: string | undefined;
}

/** The file or the like that an object of the content stands for, in any dialect; `undefined` when it is something else. */
export function mediaPart(part: JsonObject): MediaPart | undefined {
  return openaiPart(part) ?? anthropicPart(part) ?? geminiPart(part);
}

/** A file that stands as mere text: a data URL, or the base64 of an image among `images`, as Ollama has them. */
export function mediaInText(text: string, field: string | number | undefined): MediaPart | undefined {
  if (text.startsWith('data:')) return partOf(text, undefined, 'document');
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
  return isFile ? partOf(textIn(file['file_data']), undefined, 'document') : undefined;
}

function anthropicPart(part: JsonObject): MediaPart | undefined {
  const { type, source } = part;
  if ((type !== 'image' && type !== 'document') || !isObject(source)) return undefined;
  // Documents of text are text, and counted as such.
  if (source['type'] === 'text' || source['type'] === 'content') return undefined;
  return partOf(undefined, textIn(source['data']), type);
}

function geminiPart(part: JsonObject): MediaPart | undefined {
  const inline = part['inlineData'] ?? part['inline_data'];
  const elsewhere = part['fileData'] ?? part['file_data'];
  const found = isObject(inline) ? inline : elsewhere;
  if (!isObject(found)) return undefined;
  const kind = kindOf(textIn(found['mimeType'] ?? found['mime_type']));
  return partOf(undefined, isObject(inline) ? textIn(inline['data']) : '', kind);
}

/** A part by the URL it is given as, or else by its base64. */
function partOf(url: string | undefined, base64: string | undefined, fallback: MediaPart['kind']): MediaPart {
  if (url === undefined)
    return { kind: fallback, file: base64 ? new Base64Bytes(base64) : undefined, detail: undefined };
  // A long address must not be searched to its end.
  const head = url.slice(0, 200);
  const comma = head.indexOf(',');
  if (!head.startsWith('data:') || comma === -1) return { kind: fallback, file: undefined, detail: undefined };
  return { kind: kindOf(head.slice(5), fallback), file: new Base64Bytes(url, comma + 1), detail: undefined };
}

function kindOf(mediaType: string, fallback: MediaPart['kind'] = 'document'): MediaPart['kind'] {
  const kind = mediaType.slice(0, mediaType.indexOf('/'));
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : fallback;
}
