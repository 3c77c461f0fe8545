import { type MediaType, parseMediaType } from '../../http/media-type.ts';

/** What a part of a form says of itself. */
export interface PartHead {
  readonly name: string;
  /** It has a name of a file, even an empty one. */
  readonly isFile: boolean;
  /** Absent where it does not say. */
  readonly type: MediaType | undefined;
}

/**
 * Reads the fields of a part (RFC 7578 §4); `undefined` when others could read them in another way: with a field or a
 * parameter that counts and stands twice, a name in a second form, or content that is coded.
 */
export function readPartHead(bytes: Uint8Array): PartHead | undefined {
  const fields = fieldsOf(bytes);
  const disposition = fields && dispositionOf(fields.get('content-disposition') ?? '');
  const name = disposition?.get('name');
  if (!fields || !disposition || name === undefined || name.includes('\\') || disposition.has('name*'))
    return undefined;
  const coding = fields.get('content-transfer-encoding')?.toLowerCase() ?? 'binary';
  if (!plainCodings.has(coding)) return undefined;
  const written = fields.get('content-type');
  const type = written === undefined ? undefined : parseMediaType(written);
  if (written !== undefined && !type) return undefined;
  return { name, isFile: disposition.has('filename') || disposition.has('filename*'), type };
}

const plainCodings: ReadonlySet<string> = new Set(['7bit', '8bit', 'binary']);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** By name in lower case; no name stands twice. */
function fieldsOf(bytes: Uint8Array): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return undefined;
  }
  for (const line of text.split('\r\n')) {
    const [, name, value] = field.exec(line) ?? [];
    if (name === undefined || fields.has(name.toLowerCase())) return undefined;
    fields.set(name.toLowerCase(), value!.trim());
  }
  return fields;
}

/** Without control characters. */
const field = /^([!#$%&'*+.^_`|~\w-]+):([^\x00-\x08\x0a-\x1f\x7f]*)$/;

/** The parameters of `form-data`, by name in lower case. */
function dispositionOf(value: string): ReadonlyMap<string, string> | undefined {
  if (!/^form-data(?=[ \t;]|$)/i.test(value)) return undefined;
  const parameters = new Map<string, string>();
  let at = value.length - value.slice('form-data'.length).trimStart().length;
  while (at < value.length) {
    parameter.lastIndex = at;
    const match = parameter.exec(value);
    if (!match) return undefined;
    const name = match[1]!.toLowerCase();
    if (parameters.has(name)) return undefined;
    parameters.set(name, match[2] ?? match[3]!);
    at = parameter.lastIndex;
  }
  return parameters;
}

/** A backslash before a quote is where readers disagree about where the text ends. */
const parameter = /;[ \t]*([!#$%&'*+.^_`|~\w-]+)=(?:([!#$%&'*+.^_`|~\w-]+)|"((?:[^"\\]|\\(?!"))*)")[ \t]*/y;
