import type { Node } from '@bgotink/kdl';
import type { KdlFile } from './kdl-file.ts';
import { type Entry, leaf, mapping, sequence, type Tree } from './tree.ts';

/**
 * A node as a value of its own: settings where it has properties or children, a list where the children are called `-`,
 * else its one argument, a list of several, or `true` when there is nothing. `(list)` and `(block)` make empty ones.
 */
export function freeValue(file: KdlFile, node: Node): Tree {
  const place = file.named(node);
  const children = node.children?.nodes ?? [];
  if (children.length > 0 && children.every((child) => child.getName() === '-')) {
    return sequence(
      children.map((child) => freeValue(file, child)),
      place,
    );
  }
  if (node.hasProperties() || children.length > 0) {
    const entries = new Map<string, Entry>();
    for (const entry of node.getPropertyEntries()) {
      entries.set(entry.getName() ?? '', { key: file.place(entry), value: file.value(entry) });
    }
    for (const child of children) {
      entries.set(child.getName(), { key: file.named(child), value: freeValue(file, child) });
    }
    return mapping(entries, place);
  }
  const values = node.getArgumentEntries().map((entry) => file.value(entry));
  if (values.length === 0) return emptyValue(node.getTag(), place);
  return values.length === 1 ? values[0]! : sequence(values, place);
}

function emptyValue(tag: string | null, place: Tree['place']): Tree {
  if (tag === 'list') return sequence([], place);
  return tag === 'block' ? mapping(new Map(), place) : leaf(true, place);
}
