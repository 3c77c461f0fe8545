import { decodePercent } from '../form-fields.ts';
import type { Operation } from './operation.ts';
import { matchSegment, type SegmentTemplate } from './path-template.ts';

/** What a request asks for. */
export type FoundOperation =
  | { readonly kind: 'found'; readonly operation: Operation; readonly values: ReadonlyMap<string, string> }
  /** The path is described, the method is not. */
  | { readonly kind: 'other-method'; readonly methods: readonly string[] }
  | { readonly kind: 'unknown' };

/** The operations of an API by their paths; plain segments go before those with parameters. */
export class OperationTable {
  readonly #root = newNode();
  /** Paths that all others are under, the longest first. */
  readonly #bases: readonly string[];

  constructor(bases: readonly string[]) {
    this.#bases = bases.toSorted((a, b) => b.length - a.length);
  }

  /** False when another path of the same form is there. */
  add(template: readonly SegmentTemplate[], operations: ReadonlyMap<string, Operation>): boolean {
    let node = this.#root;
    for (const segment of template) node = childFor(node, segment);
    if (node.entry) return false;
    node.entry = { operations, names: template.flatMap(({ names }) => names) };
    return true;
  }

  /** Looks a request up. `path` is normalised; HEAD is what GET is, unless it is described itself. */
  find(method: string, path: string): FoundOperation {
    for (const base of this.#bases) {
      if (base !== '' && path !== base && !path.startsWith(`${base}/`)) continue;
      const rest = path.slice(base.length) || '/';
      const found = walk(this.#root, rest.slice(1).split('/'), 0, []);
      if (!found) continue;
      const { entry, values } = found;
      const operation = entry.operations.get(method) ?? (method === 'HEAD' ? entry.operations.get('GET') : undefined);
      if (!operation) return { kind: 'other-method', methods: [...entry.operations.keys()] };
      return { kind: 'found', operation, values: new Map(entry.names.map((name, index) => [name, values[index]!])) };
    }
    return { kind: 'unknown' };
  }
}

interface Entry {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly names: readonly string[];
}

interface Node {
  readonly plain: Map<string, Node>;
  readonly open: { readonly segment: SegmentTemplate; readonly node: Node }[];
  entry: Entry | undefined;
}

function newNode(): Node {
  return { plain: new Map(), open: [], entry: undefined };
}

function childFor(node: Node, segment: SegmentTemplate): Node {
  if (segment.literal !== undefined) {
    const known = node.plain.get(segment.literal) ?? newNode();
    node.plain.set(segment.literal, known);
    return known;
  }
  const form = segment.texts.join('{}');
  const known = node.open.find((one) => one.segment.texts.join('{}') === form);
  if (known) return known.node;
  const made = newNode();
  node.open.push({ segment, node: made });
  // Those with the most text around their parameters say the most.
  node.open.sort((a, b) => b.segment.texts.join('').length - a.segment.texts.join('').length);
  return made;
}

/** Visits a node at most once, as its depth is its place in the path. */
function walk(
  node: Node,
  segments: readonly string[],
  at: number,
  values: readonly string[],
): { readonly entry: Entry; readonly values: readonly string[] } | undefined {
  const raw = segments[at];
  if (raw === undefined) return node.entry && { entry: node.entry, values };
  const text = decodePercent(raw);
  const plain = text === undefined ? undefined : node.plain.get(text);
  const found = plain && walk(plain, segments, at + 1, values);
  if (found) return found;
  for (const { segment, node: next } of node.open) {
    const matched = matchSegment(segment, raw);
    const open = matched && walk(next, segments, at + 1, [...values, ...matched]);
    if (open) return open;
  }
  return undefined;
}
