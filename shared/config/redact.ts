import { type Config, configuration } from './config.ts';
import type { AnyField } from './fields/field.ts';
import type { Json } from './fields/free.ts';
import { outputName } from './fields/output-name.ts';
import type { BlockShape, VariantsShape } from './fields/shape.ts';
import { fieldsOf } from './source/find-field.ts';

/** What stands in place of a secret. */
export const hidden = '***';

/** A configuration as it may be shown: in the language's own names, with defaults, and without its secrets. */
export function redact(config: Config): Json {
  return settings(config as unknown as Read, configuration.shape as BlockShape);
}

/** Settings as the program reads them. */
type Read = Readonly<Record<string, unknown>>;

function settings(read: Read, shape: BlockShape | VariantsShape): Json {
  const fields = shape.kind === 'block' ? shape.fields : fieldsOf(shape, read[outputName(shape.tag, '')]);
  const shown = Object.entries(fields).flatMap(([key, field]) => {
    const value = read[outputName(key, field.unit)];
    return value === undefined ? [] : [[key, shownValue(value, field)] as const];
  });
  return Object.fromEntries(shown);
}

function shownValue(value: unknown, { shape, unit }: AnyField): Json {
  switch (shape.kind) {
    case 'leaf':
      if (shape.type === 'secret') return hidden;
      return unit === 'Ms' ? `${String(value)}ms` : (value as Json);
    case 'list':
      return value as Json;
    case 'pairs':
      return shownPairs(value as readonly (readonly [string, string])[]);
    case 'block':
    case 'variants':
      return settings(value as Read, shape);
    case 'blocks':
      return (value as readonly Read[]).map((item) => settings(item, shape.of));
    case 'free':
      return withoutTexts(value as Json);
  }
}

/** Values of headers that carry secrets by their name are hidden. */
function shownPairs(pairs: readonly (readonly [string, string])[]): Json {
  const shown: Record<string, string[]> = {};
  for (const [name, value] of pairs) {
    const values = shown[name] ?? [];
    values.push(isSecretName(name) ? hidden : value);
    shown[name] = values;
  }
  return Object.fromEntries(
    Object.entries(shown).map(([name, values]) => [name, values.length === 1 ? values[0]! : values]),
  );
}

function isSecretName(name: string): boolean {
  return /auth|cookie|credential|key|pass|secret|token/i.test(name);
}

/** Nobody knows which texts of a free value are secrets. */
function withoutTexts(value: Json): Json {
  if (typeof value === 'string') return hidden;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutTexts);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutTexts(each as Json)]));
}
