import { custom, type GenericSchema, object, pipe, transform } from 'valibot';
import { expected } from './expected.ts';
import type { AnyField, Field, FieldOptions, InputOf, OutputOf, Present } from './field.ts';
import { type OutputName, outputName } from './output-name.ts';
import { present } from './present.ts';
import type { BlockShape } from './shape.ts';

/** Settings by name. */
export type Fields = Readonly<Record<string, AnyField>>;

/** What the program reads of named settings. */
export type BlockOut<F extends Fields> = {
  readonly [K in keyof F & string as OutputName<K, UnitOf<F[K]>>]: OutputOf<F[K]>;
};

/** What a person may write for named settings. */
export type BlockIn<F extends Fields> = { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: InputOf<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: InputOf<F[K]>;
};

type OptionalKeys<F extends Fields> = { [K in keyof F]: undefined extends InputOf<F[K]> ? K : never }[keyof F];
type UnitOf<F> = F extends Field<unknown, unknown, infer Unit> ? Unit : '';

interface BlockOptions extends FieldOptions {
  /** Settings that the arguments of the KDL node fill, in order. */
  readonly args?: readonly string[];
  /** List setting that takes all further arguments. */
  readonly rest?: string;
  /** A bare value may stand for the block: it fills the first of `args`. */
  readonly short?: true;
}

type BlockInput<F extends Fields, O> = O extends {
  readonly short: true;
  readonly args: readonly [infer First, ...unknown[]];
}
  ? First extends keyof F
    ? BlockIn<F> | InputOf<F[First]>
    : BlockIn<F>
  : BlockIn<F>;

/** Named settings. */
export function block<const F extends Fields, const O extends BlockOptions>(
  about: string,
  fields: F,
  options: O = {} as O,
): Present<BlockInput<F, O>, BlockOut<F>, O> {
  const shape: BlockShape = { kind: 'block', fields, args: options.args ?? [], rest: options.rest };
  const schema = blockSchema(fields) as GenericSchema<BlockInput<F, O>, BlockOut<F>>;
  return present({ schema, shape, about, unit: '' }, options);
}

/** How named settings are checked, and renamed for the program. */
export function blockSchema<F extends Fields>(fields: F): GenericSchema<BlockIn<F>, BlockOut<F>> {
  const entries = Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.schema]));
  const names = Object.entries(fields).map(([key, field]) => [key, outputName(key, field.unit)] as const);
  const schema = pipe(
    noList,
    object(entries, (issue) =>
      issue.expected === 'Object' ? expected('a block')(issue) : `${issue.expected} is missing`,
    ),
    transform((read) => Object.fromEntries(names.map(([key, name]) => [name, read[key]]))),
  );
  return schema as unknown as GenericSchema<BlockIn<F>, BlockOut<F>>;
}

/** A list would pass for an object without the settings. */
const noList: GenericSchema<unknown> = custom<unknown>((input) => !Array.isArray(input), expected('a block'));
