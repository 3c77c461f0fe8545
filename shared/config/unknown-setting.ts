import { oneOf } from './fields/choice.ts';
import type { AnyField } from './fields/field.ts';
import type { BlockShape, VariantsShape } from './fields/shape.ts';
import { nearest } from './nearest.ts';
import { findField } from './source/find-field.ts';

/** What is wrong with the name of a setting that is not known here, and what may have been meant. */
export function unknownSetting(
  name: string,
  fields: Readonly<Record<string, AnyField>>,
  shape: BlockShape | VariantsShape,
): { readonly message: string; readonly hint: string | undefined } {
  const owners = shape.kind === 'variants' ? ownersOf(name, shape) : [];
  if (owners.length > 0) {
    const tag = shape.kind === 'variants' ? shape.tag : '';
    return { message: `"${name}" has no effect here`, hint: `it belongs to ${tag} ${oneOf(owners)}` };
  }
  const names = Object.entries(fields).flatMap(([key, { notes, shape: of }]) => [
    key,
    ...(notes.aliases ?? []),
    ...(of.kind === 'blocks' ? [of.item] : []),
  ]);
  const near = nearest(name.replaceAll('_', '-'), names);
  const message = `unknown setting "${name}"`;
  if (near !== undefined) return { message, hint: `did you mean "${near}"?` };
  const known = Object.keys(fields);
  return { message, hint: known.length > 0 && known.length <= 16 ? `known here: ${known.join(', ')}` : undefined };
}

function ownersOf(name: string, { cases }: VariantsShape): readonly string[] {
  return Object.keys(cases).filter((each) => findField(cases[each]!.fields, name) !== undefined);
}
