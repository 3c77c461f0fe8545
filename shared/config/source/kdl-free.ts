import type { Node } from '@bgotink/kdl';
import type { KdlFile } from './kdl-file.ts';
import { type Entry, leaf, mapping, sequence, type Tree } from './tree.ts';

/**
 * A node as a value of its own: settings where it has properties or children, else its one argument, a list of
 * several, or `true` when there is nothing.
 */
export function freeValue(file: KdlFile, node: Node): Tree {
  const place = file.named(node);
  const children = node.children?.nodes ?? [];
  if (node.hasProperties() || children.length > 0) {
    const entries = new Map<string, Entry>();
    for (const entry of node.getPropertyEntries()) {
      entries.set(entry.getName() ?? '', { key: file.place(entry), value: file.value(entry) });
    }
    for (const child of children)
      entries.set(child.getName(), { key: file.named(child), value: freeValue(file, child) });
    return mapping(entries, place);
  }
  const values = node.getArgumentEntries().map((entry) => file.value(entry));
  if (values.length === 0) return leaf(true, place);
  return values.length === 1 ? values[0]! : sequence(values, place);
}
