import type { BlockShape, BlocksShape, VariantsShape } from './fields/shape.ts';
import { kdlName, kdlValue } from './kdl-text.ts';
import { fieldsOf } from './source/find-field.ts';
import { leafAt, type Mapping, type Tree } from './source/tree.ts';

/** A normalised tree as a KDL 2 text. */
export function writeKdl(tree: Mapping, root: BlockShape): string {
  return `${settings(tree, root, []).join('\n')}\n`;
}

function settings(tree: Mapping, shape: BlockShape | VariantsShape, inArguments: readonly string[]): readonly string[] {
  const fields = shape.kind === 'block' ? shape.fields : fieldsOf(shape, leafAt(tree, shape.tag));
  return [...tree.entries].flatMap(([key, { value }]) => {
    const field = fields[key];
    if (!field || inArguments.includes(key)) return [];
    const { shape: of } = field;
    if (of.kind === 'blocks') return blocks(key, value, of);
    if ((of.kind === 'block' || of.kind === 'variants') && value.kind === 'mapping') return block(key, value, of);
    if (of.kind === 'pairs' && value.kind === 'mapping') return node(kdlName(key), pairs(value));
    return of.kind === 'list' ? [`${kdlName(key)}${values(value)}`] : free(key, value);
  });
}

function block(name: string, tree: Mapping, shape: BlockShape | VariantsShape): readonly string[] {
  const { args } = shape;
  const missing = args.findIndex((key) => tree.entries.get(key)?.value.kind !== 'leaf');
  const filled = args.slice(0, missing < 0 ? args.length : missing);
  const others = shape.kind === 'block' && shape.rest !== undefined ? tree.entries.get(shape.rest)?.value : undefined;
  const isInHead = missing < 0 && others?.kind === 'sequence' && others.items.length > 0;
  const rest = isInHead && shape.kind === 'block' && shape.rest !== undefined ? [shape.rest] : [];
  const written = [...filled, ...rest];
  const head = written.map((key) => values(tree.entries.get(key)?.value)).join('');
  return node(`${kdlName(name)}${head}`, settings(tree, shape, written));
}

function blocks(key: string, value: Tree, { item, of, wrapped }: BlocksShape): readonly string[] {
  const list = value.kind === 'sequence' ? value.items : [value];
  const nodes = list.flatMap((each) => (each.kind === 'mapping' ? block(item, each, of) : []));
  if (nodes.length > 0) return wrapped ? node(kdlName(key), nodes) : nodes;
  return item === key ? [] : [kdlName(key)];
}

function pairs(tree: Mapping): readonly string[] {
  return [...tree.entries].map(([name, { value }]) => `${kdlName(name)}${values(value)}`);
}

/** A value that may be anything: lists as `-` nodes, and the empty ones named as what they are. */
function free(name: string, value: Tree): readonly string[] {
  const quoted = kdlName(name);
  if (value.kind === 'leaf') return [`${quoted} ${kdlValue(value.value)}`];
  if (value.kind === 'sequence') {
    if (value.items.length === 0) return [`(list)${quoted}`];
    return node(
      quoted,
      value.items.flatMap((item) => free('-', item)),
    );
  }
  if (value.entries.size === 0) return [`(block)${quoted}`];
  return node(
    quoted,
    [...value.entries].flatMap(([key, entry]) => free(key, entry.value)),
  );
}

function values(tree: Tree | undefined): string {
  if (!tree || tree.kind === 'mapping') return '';
  return tree.kind === 'leaf' ? ` ${kdlValue(tree.value)}` : tree.items.map(values).join('');
}

function node(head: string, inside: readonly string[]): readonly string[] {
  return inside.length === 0 ? [head] : [`${head} {`, ...inside.map((line) => `  ${line}`), '}'];
}
