/** The fields of a query that somebody asks for, by name; a name may have several values. */
export type QueryFields = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads queries for a fixed set of names. Keeps the last reading, because many routes ask about the same query. */
export class QueryReader {
  readonly #wanted: ReadonlySet<string>;
  #query: string | undefined = undefined;
  #fields: QueryFields = none;

  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  /** The wanted fields of this query. */
  read(query: string | undefined): QueryFields {
    if (query !== this.#query) {
      this.#fields = query === undefined ? none : readQuery(query, this.#wanted);
      this.#query = query;
    }
    return this.#fields;
  }
}

const none: QueryFields = new Map();

/**
 * The fields of these names, decoded as forms are: `%XX` as UTF-8, `+` as a space; a field without `=` is empty.
 * Takes time and memory in proportion to the query.
 */
export function readQuery(query: string, wanted: ReadonlySet<string>): QueryFields {
  const fields = new Map<string, Set<string>>();
  for (let start = 0; start <= query.length; ) {
    const end = endOf(query, '&', start, query.length);
    const equals = endOf(query, '=', start, end);
    const name = decodeFormText(query.slice(start, equals));
    if (wanted.has(name)) {
      const values = fields.get(name) ?? new Set();
      values.add(decodeFormText(query.slice(equals + 1, Math.max(end, equals + 1))));
      fields.set(name, values);
    }
    start = end + 1;
  }
  return fields;
}

function endOf(query: string, mark: string, from: number, limit: number): number {
  const found = query.indexOf(mark, from);
  return found === -1 || found > limit ? limit : found;
}

/** Decodes; a `%` that two hexadecimal digits do not follow stands for itself. */
function decodeFormText(text: string): string {
  if (!/[%+\u0080-\uffff]/.test(text)) return text;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    const hex = char === '%' ? text.slice(i + 1, i + 3) : '';
    if (/^[\dA-Fa-f]{2}$/.test(hex)) {
      bytes[length] = Number.parseInt(hex, 16);
      i += 2;
    } else bytes[length] = char === '+' ? 0x20 : char.charCodeAt(0);
    length += 1;
  }
  return utf8.decode(bytes.subarray(0, length));
}

const utf8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
