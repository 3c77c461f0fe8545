import type { AnyField } from '../fields/field.ts';
import { withoutUnit } from '../fields/output-name.ts';
import type { VariantsShape } from '../fields/shape.ts';
import { caseOf, tagField } from '../fields/variants.ts';

/** Settings by name, as a block of them is defined. */
type Fields = Readonly<Record<string, AnyField>>;

/** A setting as it was named. */
export interface FoundField {
  readonly key: string;
  readonly field: AnyField;
  /** Unit of bare numbers under this name, where it is not that of the setting. */
  readonly unit: 'ms' | 's' | undefined;
}

/** The setting that a written name means, by its own name, another spelling, or that of one of its blocks. */
export function findField(fields: Fields, name: string): FoundField | undefined {
  let names = known.get(fields);
  if (!names) {
    names = allNames(fields);
    known.set(fields, names);
  }
  return names.get(name) ?? names.get(name.replaceAll('_', '-'));
}

/** All settings that a block of this kind may have: of the case that `tag` names, or of all when it names none. */
export function fieldsOf(shape: VariantsShape, tag: unknown): Fields {
  const name = caseOf(shape.cases, tag ?? shape.fallback);
  let byCase = knownCases.get(shape);
  if (!byCase) {
    byCase = new Map();
    knownCases.set(shape, byCase);
  }
  let fields = byCase.get(name);
  if (!fields) {
    const chosen = name === undefined ? Object.values(shape.cases) : [shape.cases[name]!];
    fields = Object.assign(
      { [shape.tag]: tagField(shape) },
      shape.common,
      ...chosen.map((each) => each.fields),
    ) as Fields;
    byCase.set(name, fields);
  }
  return fields;
}

const known = new WeakMap<Fields, ReadonlyMap<string, FoundField>>();
const knownCases = new WeakMap<VariantsShape, Map<string | undefined, Fields>>();

function allNames(fields: Fields): ReadonlyMap<string, FoundField> {
  const names = new Map<string, FoundField>();
  const add = (name: string, key: string, field: AnyField) => {
    if (!names.has(name)) names.set(name, { key, field, unit: name === key ? undefined : unitOf(name, field) });
  };
  const all = Object.entries(fields);
  for (const [key, field] of all) add(key, key, field);
  for (const [key, field] of all) for (const alias of field.notes.aliases ?? []) add(alias, key, field);
  for (const [key, field] of all) if (field.shape.kind === 'blocks') add(field.shape.item, key, field);
  for (const [key, field] of all) {
    for (const written of [key, ...(field.notes.aliases ?? [])]) {
      for (const ending of unitEndings(field)) add(`${withoutUnit(written)}${ending}`, key, field);
    }
  }
  return names;
}

function unitEndings({ unit }: AnyField): readonly string[] {
  if (unit === 'Ms') return ['', '-secs', '-seconds', '-ms'];
  return unit === 'Bytes' ? ['', '-bytes'] : [];
}

function unitOf(name: string, { unit }: AnyField): 'ms' | 's' | undefined {
  if (unit !== 'Ms') return undefined;
  if (name.endsWith('-ms')) return 'ms';
  return /-sec(?:ond)?s$/.test(name) ? 's' : undefined;
}
