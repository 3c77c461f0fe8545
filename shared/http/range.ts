/** Bytes of a representation, both ends included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Ranges looked at, at most. Readers of documents ask for a handful; more is an attempt to make work. */
const maxRanges = 32;

/**
 * The bytes a `range` value asks for of a representation of `length` bytes, in the order asked, those that touch or
 * overlap as one; `unsatisfiable` when it has none of them (416); `undefined` when the field is to be ignored: it is of
 * another unit, malformed, too long a list, or asks for no less than everything (RFC 9110 §14.2).
 */
export function parseRange(value: string, length: number): readonly ByteRange[] | 'unsatisfiable' | undefined {
  const set = bytesUnit.exec(value);
  if (!set) return undefined;
  const specs = set[1]!.split(',', maxRanges + 1);
  if (specs.length > maxRanges) return undefined;
  const ranges: ByteRange[] = [];
  let count = 0;
  for (const spec of specs) {
    const text = spec.trim();
    // Empty elements of a list mean nothing (RFC 9110 §5.6.1).
    if (text === '') continue;
    count += 1;
    const range = rangeOf(text, length);
    if (range === undefined) return undefined;
    if (range !== 'unsatisfiable') ranges.push(range);
  }
  if (count === 0) return undefined;
  if (ranges.length === 0) return 'unsatisfiable';
  return ranges.length === 1 ? ranges : joined(ranges);
}

/** The value of `content-range` for a range that is sent. */
export function contentRange({ first, last }: ByteRange, length: number): string {
  return `bytes ${first}-${last}/${length}`;
}

/** The value of `content-range` when there are no such bytes. */
export function unsatisfiedRange(length: number): string {
  return `bytes */${length}`;
}

const bytesUnit = /^[ \t]*bytes=(.*)$/i;
const fromTo = /^(\d*)[ \t]*-[ \t]*(\d*)$/;

function rangeOf(text: string, length: number): ByteRange | 'unsatisfiable' | undefined {
  const match = fromTo.exec(text);
  if (!match || text === '-') return undefined;
  const [, from = '', to = ''] = match;
  if (from === '') {
    const count = Number(to);
    if (count === 0) return 'unsatisfiable';
    // No `content-range` can name the last bytes of nothing.
    if (length === 0) return undefined;
    return { first: Math.max(0, length - count), last: length - 1 };
  }
  const first = Number(from);
  const last = to === '' ? Number.POSITIVE_INFINITY : Number(to);
  if (isLess(to, from)) return undefined;
  return first >= length ? 'unsatisfiable' : { first, last: Math.min(last, length - 1) };
}

/** Compared as digits: numbers beyond the exact ones would be equal. */
function isLess(one: string, other: string): boolean {
  if (one === '') return false;
  const left = one.replace(leadingZeros, '');
  const right = other.replace(leadingZeros, '');
  return left.length === right.length ? left < right : left.length < right.length;
}

const leadingZeros = /^0+/;

/** Ranges that touch or overlap become one, at the place of the first of them. */
function joined(ranges: readonly ByteRange[]): readonly ByteRange[] {
  const kept: (ByteRange | undefined)[] = [];
  for (const range of ranges) {
    let { first, last } = range;
    let place = kept.length;
    for (let i = kept.length - 1; i >= 0; i -= 1) {
      const other = kept[i];
      if (!other || other.last + 1 < first || other.first > last + 1) continue;
      first = Math.min(first, other.first);
      last = Math.max(last, other.last);
      kept[i] = undefined;
      place = i;
    }
    kept[place] = { first, last };
  }
  return kept.filter((range) => range !== undefined);
}
