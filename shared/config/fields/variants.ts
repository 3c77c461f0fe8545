import { type GenericSchema, lazy, object, optional } from 'valibot';
import { type BlockIn, type BlockOut, blockSchema, type Fields } from './block.ts';
import { choiceSchema, choiceShape } from './choice.ts';
import type { Field, FieldOptions, Present } from './field.ts';
import type { Camel } from './output-name.ts';
import { present } from './present.ts';
import type { VariantCase, VariantsShape } from './shape.ts';

/** The settings of one kind. */
export interface Kind<F extends Fields> extends VariantCase {
  readonly fields: F;
}

/** One kind of a block that has several. */
export function kind<const F extends Fields>(
  about: string,
  fields: F,
  { aliases = [], later = false }: { readonly aliases?: readonly string[]; readonly later?: boolean } = {},
): Kind<F> {
  return { about, fields, aliases, later };
}

type Kinds = Readonly<Record<string, VariantCase>>;
type KindOut<Tag extends string, Common extends Fields, Cases extends Kinds> = {
  [K in keyof Cases & string]: { readonly [T in Camel<Tag>]: K } & BlockOut<Common & Cases[K]['fields']>;
}[keyof Cases & string];
type KindIn<Tag extends string, Common extends Fields, Cases extends Kinds, O> = {
  [K in keyof Cases & string]: (O extends { readonly fallback: K }
    ? { readonly [T in Tag]?: K }
    : { readonly [T in Tag]: K }) &
    BlockIn<Common & Cases[K]['fields']>;
}[keyof Cases & string];

interface VariantsOptions extends FieldOptions {
  readonly args?: readonly string[];
  /** What the tag is when it is not written. */
  readonly fallback?: string;
  /** The bare value of the tag may stand for the block. */
  readonly short?: true;
}

interface VariantsParts<Tag extends string, Common extends Fields, Cases extends Kinds> {
  /** The setting that decides. */
  readonly tag: Tag;
  /** Settings of every kind. */
  readonly common: Common;
  readonly cases: Cases;
}

/** Named settings of which some depend on one of them, the tag. */
export function variants<
  const Tag extends string,
  const Common extends Fields,
  const Cases extends Kinds,
  const O extends VariantsOptions,
>(
  about: string,
  { tag, common, cases }: VariantsParts<Tag, Common, Cases>,
  options: O = {} as O,
): Present<
  KindIn<Tag, Common, Cases, O> | (O extends { readonly short: true } ? keyof Cases & string : never),
  KindOut<Tag, Common, Cases>,
  O
> {
  type In = KindIn<Tag, Common, Cases, O> | (O extends { readonly short: true } ? keyof Cases & string : never);
  const { args = [], fallback } = options;
  const shape: VariantsShape = { kind: 'variants', tag, common, cases, args, fallback };
  const schema = variantsSchema(shape) as unknown as GenericSchema<In, KindOut<Tag, Common, Cases>>;
  return present({ schema, shape, about, unit: '' }, options);
}

/** The tag as a setting of its own, for the parts that list or write settings. */
export function tagField({ cases, fallback }: VariantsShape): Field<string, string> {
  const names = Object.keys(cases);
  const later = names.filter((name) => cases[name]?.later);
  return {
    schema: tagSchema(cases),
    shape: choiceShape(names, later),
    notes: { about: 'Which kind it is.', ...(fallback === undefined ? { required: true } : { default: fallback }) },
    unit: '',
  };
}

function variantsSchema({ tag, common, cases, fallback }: VariantsShape): GenericSchema<unknown, unknown> {
  const named = tagSchema(cases);
  const anyKind: GenericSchema<string | undefined, string | undefined> =
    fallback === undefined ? named : optional(named, fallback);
  const byName = new Map(
    Object.entries(cases).map(([name, { fields }]) => {
      const self: Field<string | undefined, string | undefined> = {
        schema: anyKind,
        shape: choiceShape([name]),
        notes: { about: '' },
        unit: '',
      };
      return [name, blockSchema({ [tag]: self, ...common, ...fields })];
    }),
  );
  const unknownKind = object({ [tag]: anyKind }, `"${tag}" is missing`);
  return lazy((input) => {
    const given = (input as Readonly<Record<string, unknown>> | null | undefined)?.[tag];
    const name = caseOf(cases, given ?? fallback);
    return (name === undefined ? undefined : byName.get(name)) ?? unknownKind;
  });
}

/** The case a written tag means; `undefined` when there is none. */
export function caseOf(cases: Kinds, given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined;
  const folded = given.toLowerCase().replaceAll('_', '-');
  if (Object.hasOwn(cases, folded)) return folded;
  return Object.keys(cases).find((name) => cases[name]?.aliases.some((alias) => alias.replaceAll('_', '-') === folded));
}

function tagSchema(cases: Kinds): GenericSchema<string, string> {
  return choiceSchema(
    Object.keys(cases),
    Object.fromEntries(Object.entries(cases).map(([name, { aliases }]) => [name, aliases])),
  );
}
