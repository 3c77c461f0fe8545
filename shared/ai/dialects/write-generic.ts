import type { AiRequest } from '../ai-request.ts';
import type { Dialect } from './dialect.ts';
import type { GenericBody } from './generic-body.ts';
import { parseJson } from './json/parse-json.ts';
import { replaceInJson } from './json/replace-in-json.ts';
import { textChanges } from './written.ts';

type Write = Dialect['write'];

/** How bodies are written that are no JSON objects. A place of theirs begins with `content`. */
export const writers: Readonly<Record<Exclude<GenericBody['kind'], 'object' | 'unread'>, Write>> = {
  value: (request, { model, texts }) => {
    const changes = textChanges(texts).map(({ place, value }) => ({ place: place.slice(1), value }));
    if (changes.length === 0) return named(request, model);
    const content = replaceInJson(request.content, changes);
    return { ...named(request, model), content, json: { content: parseJson(decoder.decode(content)) } };
  },

  text: (request, { model, texts }) => {
    const text = texts?.at(-1)?.text;
    if (text === undefined) return named(request, model);
    return { ...named(request, model), content: encoder.encode(text), json: { content: text } };
  },

  form: (request, { model, texts = [] }) => {
    const isNamed = model !== undefined && request.json['model'] !== undefined && request.json['model'] !== model;
    if (texts.length === 0 && !isNamed) return named(request, model);
    const fields = [...new URLSearchParams(decoder.decode(request.content))];
    for (const { place, text } of texts) fields[place[1] as number]![place[2] as 0 | 1] = text;
    if (isNamed) for (const field of fields) if (field[0].toLowerCase() === 'model') field[1] = model;
    const content = encoder.encode(new URLSearchParams(fields).toString());
    return { ...named(request, model), content, json: { ...request.json, ...(isNamed && { model }), content: fields } };
  },
};

/** Where the body has no place for the name, it is known to us alone. */
function named(request: AiRequest, model: string | undefined): AiRequest {
  return model === undefined ? request : { ...request, model };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
