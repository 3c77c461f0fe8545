/** A value of {@link plainYaml}. */
export type PlainYaml = string | readonly PlainYaml[] | { readonly [key: string]: PlainYaml };

interface Line {
  readonly indent: number;
  readonly text: string;
  readonly at: number;
}

/**
 * Reads the part of YAML that programs write their settings in: mappings and lists by indentation, and texts on one line,
 * plain or quoted. Every scalar is a text. Throws an `Error` with the line where there is anything else.
 */
export function plainYaml(source: string): PlainYaml {
  const lines = source.split(/\r?\n/).flatMap((raw, index) => lineOf(raw, index + 1));
  const reader = new Reader(lines);
  const value = reader.value(lines[0]?.indent ?? 0);
  if (reader.next) throw odd(reader.next);
  return value;
}

function lineOf(raw: string, at: number): readonly Line[] {
  const text = raw.trim();
  if (text === '' || text.startsWith('#') || text === '---') return [];
  if (/^\s*\t/.test(raw)) throw new Error(`line ${at} is indented by a tab`);
  return [{ indent: raw.length - raw.trimStart().length, text, at }];
}

class Reader {
  readonly #lines: Line[];
  #at = 0;
  #depth = 0;

  constructor(lines: readonly Line[]) {
    this.#lines = [...lines];
  }

  get next(): Line | undefined {
    return this.#lines[this.#at];
  }

  /** What stands at this indentation. */
  value(indent: number): PlainYaml {
    this.#depth += 1;
    if (this.#depth > deepest) throw new Error('it is too deep');
    const value = isItem(this.next) ? this.#list(indent) : this.#mapping(indent);
    this.#depth -= 1;
    return value;
  }

  #list(indent: number): PlainYaml {
    const items: PlainYaml[] = [];
    for (let line = this.next; line?.indent === indent && isItem(line); line = this.next) {
      const text = line.text.slice(1).trimStart();
      // What follows the dash stands further in, on the line itself or on the next ones.
      if (text === '') this.#at += 1;
      else this.#lines[this.#at] = { ...line, text, indent: indent + line.text.length - text.length };
      if (text !== '' && keyOf(text) === undefined) {
        items.push(scalar({ ...line, text }));
        this.#at += 1;
      } else items.push(this.value(this.next?.indent ?? 0));
    }
    return items;
  }

  #mapping(indent: number): PlainYaml {
    const entries = new Map<string, PlainYaml>();
    for (let line = this.next; line?.indent === indent && !isItem(line); line = this.next) {
      const key = keyOf(line.text);
      if (key === undefined || entries.has(key.name)) throw odd(line);
      this.#at += 1;
      entries.set(key.name, key.rest === '' ? this.#below(indent) : scalar({ ...line, text: key.rest }));
    }
    return Object.fromEntries(entries);
  }

  /** The value of a key that has none on its line. A list may stand as far out as the key. */
  #below(indent: number): PlainYaml {
    const line = this.next;
    if (line && (line.indent > indent || (line.indent === indent && isItem(line)))) return this.value(line.indent);
    return '';
  }
}

const deepest = 20;

function isItem(line: Line | undefined): boolean {
  return line !== undefined && (line.text === '-' || line.text.startsWith('- '));
}

function keyOf(text: string): { readonly name: string; readonly rest: string } | undefined {
  const match = /^("[^"\\]*"|'[^']*'|[A-Za-z0-9_][^\s:#]*):(?:\s+(.*))?$/.exec(text);
  return match
    ? { name: match[1]!.replace(/^["']|["']$/g, ''), rest: (match[2] ?? '').replace(/^#.*$/, '') }
    : undefined;
}

function scalar(line: Line): PlainYaml {
  const { text } = line;
  if (text === '{}') return {};
  if (text === '[]') return [];
  if (text.startsWith('"')) return quoted(line);
  if (text.startsWith("'")) {
    const single = /^'((?:[^']|'')*)'(?:\s+#.*)?$/.exec(text);
    if (!single) throw odd(line);
    return single[1]!.replaceAll("''", "'");
  }
  if (/^(?:[[\]{}|>&*!%@`]|- )/.test(text)) throw odd(line);
  return text.replace(/\s+#.*$/, '');
}

function quoted(line: Line): string {
  const match = /^("(?:[^"\\]|\\.)*")(?:\s+#.*)?$/.exec(line.text);
  if (!match) throw odd(line);
  try {
    return JSON.parse(match[1]!) as string;
  } catch {
    throw odd(line);
  }
}

function odd({ at }: Line): Error {
  return new Error(`line ${at} is not understood`);
}
