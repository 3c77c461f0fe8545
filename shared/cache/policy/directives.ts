import { membersOf } from '../../http/members-of.ts';
import { trimBlanks } from '../../http/trim-blanks.ts';

/** The directives of a `cache-control` field, or of one that says the same to some caches alone. */
export class Directives {
  /** By name in lower case: the argument without its quotes, or `undefined` when there is none. */
  readonly #found: ReadonlyMap<string, Argument>;

  constructor(found: ReadonlyMap<string, Argument>) {
    this.#found = found;
  }

  /** Nothing was said. */
  static readonly none: Directives = new Directives(new Map());

  get isEmpty(): boolean {
    return this.#found.size === 0;
  }

  has(name: string): boolean {
    return this.#found.has(name);
  }

  /** Whether the directive stands without names of fields: it is for the whole response. */
  hasWhole(name: string): boolean {
    return this.#found.has(name) && this.#found.get(name) === undefined;
  }

  /** The names of fields that a directive such as `no-cache="a, b"` is about, in lower case. */
  fields(name: string): readonly string[] {
    const argument = this.#found.get(name);
    if (typeof argument !== 'string') return [];
    return argument
      .toLowerCase()
      .split(',')
      .map(trimBlanks)
      .filter((field) => field !== '');
  }

  /**
   * The seconds of a directive such as `max-age`, as milliseconds; `undefined` when it is not there. One that cannot be
   * understood is 0: what it is about is stale (RFC 9111 §4.2.1).
   */
  ms(name: string): number | undefined {
    if (!this.#found.has(name)) return undefined;
    const argument = this.#found.get(name);
    if (argument === undefined || !digits.test(argument)) return 0;
    return Math.min(Number(argument), longestSecs) * 1000;
  }
}

type Argument = string | undefined;

const digits = /^\d+$/;

/** What a number of seconds too large to be held counts for (RFC 9111 §1.2.2). */
const longestSecs = 2 ** 31;

/** Reads a `cache-control` value: names in any case, arguments as tokens or in quotes (RFC 9111 §5.2). */
export function readDirectives(value: string | undefined): Directives {
  if (value === undefined) return Directives.none;
  const found = new Map<string, Argument>();
  for (const directive of membersOf(value)) note(found, directive);
  return new Directives(found);
}

/** Of two that disagree the one counts that keeps the response for less. */
function note(found: Map<string, Argument>, text: string): void {
  if (text === '') return;
  const equals = text.indexOf('=');
  const name = (equals === -1 ? text : text.slice(0, equals)).toLowerCase();
  const argument = equals === -1 ? undefined : unquoted(text.slice(equals + 1));
  // Blanks around the sign are not allowed: the argument is none, and what it was to say is unknown.
  const plain = trimBlanks(name);
  const read = plain === name || argument === undefined ? argument : `invalid ${argument}`;
  found.set(plain, found.has(plain) ? stricter(found.get(plain), read) : read);
}

function stricter(one: Argument, other: Argument): Argument {
  if (one === undefined || other === undefined) return undefined;
  if (digits.test(one) && digits.test(other)) return Number(one) <= Number(other) ? one : other;
  // Names of fields are all meant; a number beside what is none is none.
  return `${one},${other}`;
}

function unquoted(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(escaped, '$1');
}

const escaped = /\\(.)/g;
