import type { AiRequest, TextPiece } from '../ai-request.ts';
import type { JsonValue } from '../json.ts';
import type { RequestChanges } from './dialect.ts';
import { parseJson } from './json/parse-json.ts';
import { type JsonChange, replaceInJson } from './json/replace-in-json.ts';
import { objectOf } from './json/values.ts';
import { textFileValue } from './text-file.ts';
import { withoutTokens } from './token-fields.ts';

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
  return { ...request, content, json: objectOf(parseJson(decoder.decode(content))) ?? {} };
}

/** Texts as changes. */
export function textChanges(texts: readonly Written[] | undefined): readonly JsonChange[] {
  return (texts ?? []).map(({ place, text, codedBehind }) => ({
    place,
    value: codedBehind === undefined ? text : textFileValue(text, codedBehind),
  }));
}

type Written = Pick<TextPiece, 'text' | 'place' | 'codedBehind'>;

/**
 * An answer, or an event of one, with texts put in the place of others, in the JSON text itself. The content must be what
 * the places were taken from. Token by token repetitions of the answer (`logprobs`) go, as they would tell the old texts.
 */
export function withTexts(content: Uint8Array, texts: readonly Pick<TextPiece, 'text' | 'place'>[]): Uint8Array {
  if (texts.length === 0) return content;
  const json = parseJson(decoder.decode(content));
  return replaceInJson(content, [...textChanges(texts), ...tokenChanges(json, [], [])]);
}

function tokenChanges(value: JsonValue | undefined, place: JsonChange['place'], changes: JsonChange[]): JsonChange[] {
  if (typeof value !== 'object' || value === null || place.length > deepestTokens) return changes;
  const isFields = !Array.isArray(value);
  for (const [name, child] of Object.entries(value) as [string, JsonValue][]) {
    const inner = [...place, name];
    const replaced = isFields ? withoutTokens(name, child) : undefined;
    if (replaced === undefined) tokenChanges(child, inner, changes);
    else changes.push({ place: inner, value: replaced });
  }
  return changes;
}

/** `response`, `output`, 0, `content`, 0, `logprobs` is the deepest there is. */
const deepestTokens = 8;

const decoder = new TextDecoder();
