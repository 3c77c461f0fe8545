import type { MediaType } from '../http/media-type.ts';
import { readMultipart } from './multipart/read-multipart.ts';
import type { ContentSchema } from './openapi/operation.ts';
import { scalar } from './openapi/scalar.ts';
import { parseJson } from './parse-json.ts';
import { readForm } from './read-form.ts';
import type { Check } from './schema/run.ts';

/** Content that can be read, and what it must be. */
export type ReadableContent = ContentSchema &
  ({ readonly kind: 'json' | 'form' | 'text' } | { readonly kind: 'multipart'; readonly boundary: string });

/** What content of JSON must be. */
export function bodySchema(check: Check): ContentSchema {
  return { check, kinds: { scalars: new Set() }, fields: new Map() };
}

/** What was read, or what is wrong and where. */
export type ReadContent =
  | { readonly value: unknown }
  | { readonly problem: string; readonly path?: readonly (string | number)[] };

/**
 * How content of a media type is read: `any` when it is judged by its type alone, `undefined` when it cannot be read as
 * what it says it is.
 */
export function readable(
  schema: ContentSchema | undefined,
  { essence, parameters }: MediaType,
): ReadableContent | 'any' | undefined {
  const kind = contentKind(essence);
  if (!schema || kind === 'other') return 'any';
  if (kind === 'multipart') {
    const boundary = parameters.get('boundary');
    return boundary !== undefined && isBoundary.test(boundary) ? { ...schema, kind, boundary } : undefined;
  }
  const charset = parameters.get('charset')?.toLowerCase();
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'us-ascii') return undefined;
  return { ...schema, kind };
}

/** What content of a media type is read as. What is not read is judged by its type alone. */
export function contentKind(essence: string): ReadableContent['kind'] | 'other' {
  if (essence === 'application/json' || essence === 'text/json' || essence.endsWith('+json')) return 'json';
  if (essence === 'application/x-www-form-urlencoded') return 'form';
  if (essence === 'multipart/form-data') return 'multipart';
  return essence.startsWith('text/') ? 'text' : 'other';
}

/** RFC 2046 §5.1.1. */
const isBoundary = /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/;

/** The value that content stands for. */
export function readContent(content: Uint8Array, how: ReadableContent): ReadContent {
  if (how.kind === 'json') return parseJson(content);
  if (how.kind === 'multipart') return readMultipart(content, how.boundary, how.fields);
  let text: string;
  try {
    text = utf8.decode(content);
  } catch {
    return { problem: 'is not UTF-8' };
  }
  return how.kind === 'text' ? { value: scalar(text, how.kinds.scalars) } : readForm(text, how.fields);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
