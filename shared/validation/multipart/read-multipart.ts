import type { FieldRule, FormRule } from '../openapi/operation.ts';
import { scalar } from '../openapi/scalar.ts';
import { parseJson } from '../parse-json.ts';
import type { ReadContent } from '../read-content.ts';
import { type FormPart, formParts } from './form-parts.ts';

/**
 * The object that a body of `multipart/form-data` stands for: fields are texts, or what their text says; files are texts of
 * one character a byte; objects are JSON. Parts that stand several times are a list where one is meant.
 */
export function readMultipart(content: Uint8Array, boundary: string, rule: FormRule): ReadContent {
  const parts = formParts(content, boundary);
  if ('problem' in parts) return parts;
  const value: Record<string, unknown> = Object.create(null);
  for (const part of parts) {
    const { name } = part;
    const field = rule.get(name);
    const read = readPart(part, field);
    if ('problem' in read) return { problem: read.problem, path: [name] };
    const known = value[name];
    if (field?.kinds.items && !Array.isArray(read.value)) {
      if (Array.isArray(known)) known.push(read.value);
      else value[name] = [read.value];
    } else if (name in value) return { problem: 'is there more than once', path: [name] };
    else value[name] = read.value;
  }
  return { value };
}

type ReadPart = { readonly value: unknown } | { readonly problem: string };

function readPart({ name, isFile, type, content }: FormPart, field: FieldRule | undefined): ReadPart {
  const charset = type?.parameters.get('charset')?.toLowerCase() ?? 'utf-8';
  const essence = type?.essence ?? (isFile ? 'application/octet-stream' : 'text/plain');
  if (field?.types && !field.types.some((range) => isWithin(essence, range)))
    return { problem: 'is of a type that is not described' };
  if (field?.isJson) return charset === 'utf-8' ? parseJson(content) : notUtf8;
  if (isFile && field && !field.mayBeFile) return { problem: 'is a file, and must be a field' };
  if (isFile || (field?.mayBeFile && type && !essence.startsWith('text/'))) return { value: binary.decode(content) };
  if (charset !== 'utf-8' && charset !== 'us-ascii') return notUtf8;
  try {
    const text = utf8.decode(content);
    // By this field a form names the alphabet of the others (RFC 7578 §4.6).
    if (name === '_charset_' && text.toLowerCase() !== 'utf-8') return notUtf8;
    return { value: scalar(text, field?.kinds.items ?? field?.kinds.scalars ?? anyText) };
  } catch {
    return field?.mayBeFile ? { value: binary.decode(content) } : notUtf8;
  }
}

const notUtf8 = { problem: 'is not UTF-8' } as const;
const anyText: ReadonlySet<never> = new Set();
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const binary = new TextDecoder('latin1');

/** `image/*` takes `image/png`. */
function isWithin(essence: string, range: string): boolean {
  if (range === '*/*' || range === essence) return true;
  return range.endsWith('/*') && essence.startsWith(range.slice(0, -1));
}
