import type { AiRequest, TextPiece } from '../ai-request.ts';
import type { JsonObject } from '../json.ts';
import type { RequestChanges } from './dialect.ts';
import { type JsonChange, replaceInJson } from './json/replace-in-json.ts';

/** Writes a request whose model stands in the body and whose stream needs nothing to tell of its usage. */
export function writeModelAndTexts(request: AiRequest, { model, texts }: RequestChanges): AiRequest {
  const edits: JsonChange[] = [...textChanges(texts)];
  if (model !== undefined && model !== request.json['model']) edits.push({ place: ['model'], value: model });
  const written = withChanges(request, edits);
  return model === undefined ? written : { ...written, model };
}

/** A copy of a request with some values of its body replaced, in the text itself: what is not named keeps its bytes. */
export function withChanges(request: AiRequest, changes: readonly JsonChange[]): AiRequest {
  if (changes.length === 0) return request;
  const content = replaceInJson(request.content, changes);
  const json: JsonObject = JSON.parse(decoder.decode(content));
  return { ...request, content, json };
}

/** Texts as changes. */
export function textChanges(texts: readonly TextPiece[] | undefined): readonly JsonChange[] {
  return (texts ?? []).map(({ place, text }) => ({ place, value: text }));
}

/**
 * An answer with texts put in the place of others, in the text itself. The content must be the JSON that the places
 * were taken from.
 */
export function withTexts(content: Uint8Array, texts: readonly TextPiece[]): Uint8Array {
  return texts.length === 0 ? content : replaceInJson(content, textChanges(texts));
}

const decoder = new TextDecoder();
