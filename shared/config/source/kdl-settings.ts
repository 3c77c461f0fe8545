import type { Node } from '@bgotink/kdl';
import type { AnyField } from '../fields/field.ts';
import type { BlockShape, VariantsShape } from '../fields/shape.ts';
import type { Place } from '../problem.ts';
import { type FoundField, fieldsOf, findField } from './find-field.ts';
import type { KdlFile } from './kdl-file.ts';
import { nodeValue } from './kdl-value.ts';
import { type Entry, type Mapping, mapping, sequence, type Tree } from './tree.ts';
import { withUnit } from './with-unit.ts';

/** The settings that a node holds in its arguments, properties and children. */
export function nodeSettings(file: KdlFile, node: Node, shape: BlockShape | VariantsShape, path: string): Mapping {
  const settings = new Settings(file, fieldsFor(node, shape), path);
  settings.takeArguments(node, shape);
  settings.takeContent(node, shape.kind === 'variants' ? shape.tag : undefined);
  return mapping(settings.entries, file.named(node));
}

/** The settings of nodes that stand side by side, as at the root of a file. */
export function documentSettings(file: KdlFile, nodes: readonly Node[], shape: BlockShape): Mapping {
  const settings = new Settings(file, shape.fields, '');
  for (const node of nodes) settings.takeChild(node);
  return mapping(settings.entries, { file: file.name, line: 1, column: 1 });
}

/** Gathers settings; those that may be repeated grow, others may be given once. */
class Settings {
  readonly entries = new Map<string, Entry>();
  readonly #file: KdlFile;
  readonly #fields: Readonly<Record<string, AnyField>>;
  readonly #path: string;

  constructor(file: KdlFile, fields: Readonly<Record<string, AnyField>>, path: string) {
    this.#file = file;
    this.#fields = fields;
    this.#path = path;
  }

  /** Arguments fill the settings that the shape names, in order. */
  takeArguments(node: Node, shape: BlockShape | VariantsShape): void {
    const rest = shape.kind === 'block' ? shape.rest : undefined;
    node.getArgumentEntries().forEach((entry, index) => {
      const key = shape.args[index] ?? rest;
      const place = this.#file.place(entry);
      if (key === undefined) {
        const most =
          shape.args.length === 0 ? 'no values' : shape.args.length === 1 ? 'one value' : `${shape.args.length} values`;
        this.#file.problems.error(
          place,
          this.#path,
          `"${node.getName()}" takes ${most} before its settings`,
          this.#listHint(),
        );
        return;
      }
      this.#add(key, place, this.#file.value(entry));
    });
  }

  /** Properties and children are settings; so are those of the node that tells the kind. */
  takeContent(node: Node, tag: string | undefined): void {
    for (const entry of node.getPropertyEntries()) {
      const name = entry.getName() ?? '';
      const at = findField(this.#fields, name);
      this.#add(at?.key ?? name, this.#file.place(entry.name ?? entry), withUnit(this.#file.value(entry), at));
    }
    for (const child of node.children?.nodes ?? []) {
      const isTag = child.getName() === tag;
      this.takeChild(child, isTag);
      if (isTag) this.takeContent(child, undefined);
    }
  }

  takeChild(node: Node, holdsSettings = false): void {
    const at = findField(this.#fields, node.getName());
    const path = `${this.#path === '' ? '' : `${this.#path}.`}${at?.key ?? node.getName()}`;
    const value = nodeValue(this.#file, node, at, path, holdsSettings);
    this.#add(at?.key ?? node.getName(), this.#file.named(node), value, at);
  }

  #add(key: string, place: Place, value: Tree, at: FoundField | undefined = findField(this.#fields, key)): void {
    const before = this.entries.get(key);
    if (!before) {
      this.entries.set(key, { key: place, value });
      return;
    }
    const joined = joinRepeated(before.value, value, at);
    if (joined) {
      this.entries.set(key, { key: before.key, value: joined });
      return;
    }
    const first = before.key.line === place.line ? 'in this line' : `in line ${before.key.line}`;
    this.#file.problems.error(place, this.#path, `"${key}" is given twice, first ${first}`);
  }

  #listHint(): string | undefined {
    const names = Object.keys(this.#fields);
    return names.length > 0 && names.length < 8 ? `its settings are ${names.join(', ')}` : undefined;
  }
}

function fieldsFor(node: Node, shape: BlockShape | VariantsShape): Readonly<Record<string, AnyField>> {
  if (shape.kind === 'block') return shape.fields;
  const position = shape.args.indexOf(shape.tag);
  const child = node.children?.findNodeByName(shape.tag);
  const tag =
    node.getProperty(shape.tag) ?? child?.getArgument(0) ?? (position < 0 ? undefined : node.getArgument(position));
  return fieldsOf(shape, tag);
}

/** One value out of two that were given one after the other; `undefined` when only one may be given. */
function joinRepeated(before: Tree, value: Tree, at: FoundField | undefined): Tree | undefined {
  const kind = at?.field.shape.kind;
  if (kind === 'list' || kind === 'blocks') {
    return sequence([...itemsOf(before), ...itemsOf(value)], before.place);
  }
  if (kind !== 'pairs' || before.kind !== 'mapping' || value.kind !== 'mapping') return undefined;
  const entries = new Map(before.entries);
  for (const [name, entry] of value.entries) {
    const earlier = entries.get(name);
    const both = earlier && sequence([...itemsOf(earlier.value), ...itemsOf(entry.value)], earlier.value.place);
    entries.set(name, both ? { key: entry.key, value: both } : entry);
  }
  return mapping(entries, before.place);
}

function itemsOf(tree: Tree): readonly Tree[] {
  return tree.kind === 'sequence' ? tree.items : [tree];
}
