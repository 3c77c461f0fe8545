import { decodePercent } from '../form-fields.ts';

/** One segment of a path as it is described: a text, or texts with parameters between them. */
export interface SegmentTemplate {
  /** Of a plain segment; `undefined` when there are parameters in it. */
  readonly literal: string | undefined;
  /** Texts before, between and after the parameters: one more than there are names. */
  readonly texts: readonly string[];
  readonly names: readonly string[];
}

/** Takes a path such as `/users/{id}` apart, or says what is wrong with it. */
export function pathTemplate(path: string): readonly SegmentTemplate[] | { readonly problem: string } {
  if (!path.startsWith('/')) return { problem: 'a path begins with a slash' };
  const segments = path.slice(1).split('/').map(segmentOf);
  const names = segments.flatMap((segment) => segment?.names ?? []);
  if (segments.some((segment) => segment === undefined)) return { problem: 'a brace of the path stands alone' };
  if (new Set(names).size < names.length) return { problem: 'a parameter stands twice in the path' };
  return segments as readonly SegmentTemplate[];
}

function segmentOf(segment: string): SegmentTemplate | undefined {
  const texts: string[] = [];
  const names: string[] = [];
  const last = segment.replace(/([^{}]*)\{([^{}]+)\}/g, (_all, text: string, name: string) => {
    texts.push(decodePercent(text) ?? text);
    names.push(name);
    return '';
  });
  if (/[{}]/.test(last)) return undefined;
  texts.push(decodePercent(last) ?? last);
  return { literal: names.length === 0 ? texts[0]! : undefined, texts, names };
}

/** The raw values of the parameters of a segment, if it has that form. Each takes as little as it can. */
export function matchSegment({ texts, names }: SegmentTemplate, raw: string): readonly string[] | undefined {
  if (!raw.startsWith(texts[0]!)) return undefined;
  const values: string[] = [];
  let at = texts[0]!.length;
  for (let i = 0; i < names.length; i += 1) {
    const next = texts[i + 1]!;
    const isLast = i === names.length - 1;
    const end = isLast ? raw.length - next.length : next === '' ? at + 1 : raw.indexOf(next, at + 1);
    if (end <= at || (isLast && !raw.endsWith(next))) return undefined;
    values.push(raw.slice(at, end));
    at = end + next.length;
  }
  return values;
}
