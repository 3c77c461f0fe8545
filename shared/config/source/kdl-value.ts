import type { Node } from '@bgotink/kdl';
import type { BlocksShape, ListShape } from '../fields/shape.ts';
import type { FoundField } from './find-field.ts';
import type { KdlFile } from './kdl-file.ts';
import { freeValue } from './kdl-free.ts';
import { nodeSettings } from './kdl-settings.ts';
import { type Entry, leaf, mapping, sequence, type Tree } from './tree.ts';
import { withUnit } from './with-unit.ts';

/**
 * What a node says about a setting, as far as the text alone can tell; an unknown setting is read as it looks.
 * `holdsSettings`: it has one value, and beside it settings that others read.
 */
export function nodeValue(
  file: KdlFile,
  node: Node,
  at: FoundField | undefined,
  path: string,
  holdsSettings = false,
): Tree {
  const shape = at?.field.shape;
  switch (shape?.kind) {
    case 'leaf':
      return withUnit(oneValue(file, node, path, holdsSettings), at);
    case 'list':
      return manyValues(file, node, shape, path);
    case 'pairs':
      return pairValues(file, node, path);
    case 'block':
    case 'variants':
      return nodeSettings(file, node, shape, path);
    case 'blocks':
      return blockItems(file, node, shape, at?.key ?? '', path);
    default:
      return freeValue(file, node);
  }
}

function oneValue(file: KdlFile, node: Node, path: string, holdsSettings: boolean): Tree {
  const [first, second] = node.getArgumentEntries();
  const setting = node.getPropertyEntries()[0] ?? node.children?.nodes[0];
  if (first && second) {
    file.problems.error(file.place(second), path, `"${node.getName()}" takes one value`);
  } else if (first && setting && !holdsSettings) {
    file.problems.error(file.place(setting), path, `"${node.getName()}" takes one value and no settings`);
  }
  if (first) return file.value(first);
  if (setting) return freeValue(file, node);
  file.problems.error(file.named(node), path, `"${node.getName()}" needs a value`);
  return leaf(undefined, file.named(node));
}

/** Arguments, or children: `- "a"`, or `"a"` alone. */
function manyValues(file: KdlFile, node: Node, _shape: ListShape, path: string): Tree {
  const items: Tree[] = node.getArgumentEntries().map((entry) => file.value(entry));
  for (const entry of node.getPropertyEntries()) {
    file.problems.error(file.place(entry), path, `"${node.getName()}" takes values without names`);
  }
  for (const child of node.children?.nodes ?? []) {
    if (child.getName() === '-') items.push(...child.getArgumentEntries().map((entry) => file.value(entry)));
    else if (child.entries.length === 0 && !child.children) items.push(leaf(child.getName(), file.named(child)));
    else file.problems.error(file.named(child), path, `"${node.getName()}" takes values, not settings`);
  }
  return sequence(items, file.named(node));
}

function pairValues(file: KdlFile, node: Node, path: string): Tree {
  const entries = new Map<string, Entry>();
  const add = (name: string, key: Entry['key'], values: readonly Tree[]) => {
    const before = entries.get(name)?.value;
    const all = [...(before?.kind === 'sequence' ? before.items : before ? [before] : []), ...values];
    entries.set(name, { key, value: all.length === 1 ? all[0]! : sequence(all, key) });
  };
  for (const entry of node.getArgumentEntries()) {
    const example = `write ${node.getName()} { Name "value" }`;
    file.problems.error(file.place(entry), path, `"${node.getName()}" takes names with their values`, example);
  }
  for (const entry of node.getPropertyEntries()) add(entry.getName() ?? '', file.place(entry), [file.value(entry)]);
  for (const child of node.children?.nodes ?? []) {
    const values = child.getArgumentEntries().map((entry) => file.value(entry));
    const setting = child.getPropertyEntries()[0] ?? child.children?.nodes[0];
    if (setting) file.problems.error(file.place(setting), path, `"${child.getName()}" takes values, not settings`);
    else if (values.length === 0) file.problems.error(file.named(child), path, `"${child.getName()}" needs a value`);
    else add(child.getName(), file.named(child), values);
  }
  return mapping(entries, file.named(node));
}

/** One item, or a node around several. */
function blockItems(file: KdlFile, node: Node, shape: BlocksShape, key: string, path: string): Tree {
  const place = file.named(node);
  const isItem = node.getName() !== key || shape.item === key;
  if (isItem) return sequence([nodeSettings(file, node, shape.of, itemPath(path, node))], place);
  for (const entry of node.entries) {
    file.problems.error(file.place(entry), path, `"${key}" takes no values`, `write ${shape.item} inside it`);
  }
  const items: Tree[] = [];
  for (const child of node.children?.nodes ?? []) {
    if (child.getName() === shape.item) items.push(nodeSettings(file, child, shape.of, itemPath(path, child)));
    else
      file.problems.error(
        file.named(child),
        path,
        `unknown "${child.getName()}"`,
        `inside "${key}" write ${shape.item}`,
      );
  }
  return sequence(items, place);
}

function itemPath(path: string, node: Node): string {
  const first = node.getArgument(0);
  return first === undefined ? path : `${path}.${String(first)}`;
}
