import { Ambiguous, type RawReader } from './raw-reader.ts';

/** A header field as it came: the name in its own case, the value as latin-1 text. */
export type Field = readonly [name: string, value: string];

/** A message head, byte for byte. */
export interface RawHead {
  readonly startLine: string;
  /** The header lines as they came, in order. */
  readonly lines: readonly string[];
  readonly headers: readonly Field[];
}

/** How the length of a body is told. `close`: by the end of the connection. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' };

/**
 * Reads one head; `undefined` when the connection ended before it began. Independent of the reader under test, and
 * stricter than any standard asks: whatever two readers could take in two ways is refused.
 */
export async function readHead(reader: RawReader): Promise<RawHead | undefined> {
  const startLine = await reader.line();
  if (startLine === undefined) return undefined;
  const lines = await readLines(reader);
  if (/[^\x21-\x7e\x80-\xff ]/.test(startLine)) throw new Ambiguous(`a start line ${JSON.stringify(startLine)}`);
  return { startLine, lines, headers: lines.map(fieldOf) };
}

/** The values of all fields of this name, in order. */
export function fields(message: { readonly headers: readonly Field[] }, name: string): string[] {
  return message.headers.filter(([own]) => own.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

/** The one value of this name; `undefined` when there is none. Several are an error, so that no test overlooks one. */
export function field(message: { readonly headers: readonly Field[] }, name: string): string | undefined {
  const values = fields(message, name);
  if (values.length > 1) throw new Error(`${values.length} fields named ${name}: ${JSON.stringify(values)}`);
  return values[0];
}

/** How the body of a message with these fields is framed, or `undefined` when the fields do not say. */
export function framingOf(message: { readonly headers: readonly Field[] }): Framing | undefined {
  const lengths = fields(message, 'content-length');
  const codings = fields(message, 'transfer-encoding');
  if (lengths.length + codings.length > 1) throw new Ambiguous(`lengths ${JSON.stringify({ lengths, codings })}`);
  if (codings.length === 1) {
    if (codings[0] !== 'chunked') throw new Ambiguous(`transfer-encoding ${JSON.stringify(codings[0])}`);
    return { kind: 'chunked' };
  }
  if (lengths.length === 0) return undefined;
  if (!/^(0|[1-9][0-9]{0,15})$/.test(lengths[0]!)) throw new Ambiguous(`content-length ${JSON.stringify(lengths[0])}`);
  return { kind: 'length', length: Number(lengths[0]) };
}

/** Reads header or trailer lines up to the empty one. */
export async function readLines(reader: RawReader): Promise<string[]> {
  const lines: string[] = [];
  for (;;) {
    const line = await reader.line();
    if (line === undefined) throw new Ambiguous('a head without an end');
    if (line === '') return lines;
    lines.push(line);
  }
}

/** Takes a header line apart, or refuses it. */
export function fieldOf(line: string): Field {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0));
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) throw new Ambiguous(`a header line ${JSON.stringify(line)}`);
  const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '');
  if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw new Ambiguous(`a header value in ${JSON.stringify(line)}`);
  return [name, value];
}
