import { decodeField, formFields } from './form-fields.ts';
import type { ContentSchema, FormRule } from './openapi/open-api.ts';
import { scalar } from './openapi/scalar.ts';
import { parseJson } from './parse-json.ts';

/** What content is read as, so that a schema can judge it. */
export type ContentKind = 'json' | 'form' | 'text' | 'other';

/** Content that can be read, and what it must be. */
export interface ReadableContent extends ContentSchema {
  readonly kind: Exclude<ContentKind, 'other'>;
}

/** What content of a media type is read as. What is not read is judged by its type alone. */
export function contentKind(essence: string): ContentKind {
  if (essence === 'application/json' || essence === 'text/json' || essence.endsWith('+json')) return 'json';
  if (essence === 'application/x-www-form-urlencoded') return 'form';
  return essence.startsWith('text/') ? 'text' : 'other';
}

type Read = { readonly value: unknown } | { readonly problem: string; readonly path?: readonly string[] };

/** The value that content stands for. */
export function readContent(content: Uint8Array, { kind, fields }: ReadableContent): Read {
  if (kind === 'json') return parseJson(content);
  let text: string;
  try {
    text = utf8.decode(content);
  } catch {
    return { problem: 'is not UTF-8' };
  }
  return kind === 'text' ? { value: text } : readForm(text, fields);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readForm(text: string, rule: FormRule): Read {
  const fields = formFields(text);
  if (!fields) return { problem: 'is wrongly encoded' };
  const value: Record<string, unknown> = Object.create(null);
  for (const { name, raw } of fields) {
    const field = decodeField(raw);
    if (field === undefined) return { problem: 'is wrongly encoded', path: [name] };
    const kinds = rule.get(name);
    if (kinds?.items) {
      const item = scalar(field, kinds.items);
      const items = value[name];
      if (Array.isArray(items)) items.push(item);
      else value[name] = [item];
    } else if (name in value) return { problem: 'is there more than once', path: [name] };
    else value[name] = kinds ? scalar(field, kinds.scalars) : field;
  }
  return { value };
}
