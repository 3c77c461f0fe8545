import { configuration } from '../../../shared/config/config.ts';
import type { AnyField } from '../../../shared/config/fields/field.ts';
import type { BlockShape, Shape } from '../../../shared/config/fields/shape.ts';
import { tagField } from '../../../shared/config/fields/variants.ts';

/** Settings that stand together. */
export interface NamedFields {
  readonly path: string;
  readonly fields: Readonly<Record<string, AnyField>>;
  /** This block, or one around it, is refused by this build. */
  readonly later: boolean;
}

/** Every block of the schema once, with the path to it. */
export function eachBlock(): readonly NamedFields[] {
  const found: NamedFields[] = [];
  const seen = new Set<Shape>();
  const visit = (path: string, shape: Shape, later: boolean) => {
    if (shape.kind === 'blocks') visit(path, shape.of, later);
    if (seen.has(shape)) return;
    seen.add(shape);
    if (shape.kind === 'block') enter(path, shape.fields, later);
    if (shape.kind !== 'variants') return;
    for (const [name, { fields, later: isLater }] of Object.entries(shape.cases)) {
      enter(`${path}[${name}]`, { [shape.tag]: tagField(shape), ...shape.common, ...fields }, later || isLater);
    }
  };
  const enter = (path: string, fields: NamedFields['fields'], later: boolean) => {
    found.push({ path: path || 'the root', fields, later });
    for (const [key, { shape, notes }] of Object.entries(fields)) {
      visit(path === '' ? key : `${path}.${key}`, shape, later || notes.later === true);
    }
  };
  visit('', configuration.shape as BlockShape, false);
  return found;
}
