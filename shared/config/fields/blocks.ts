import { array, type GenericSchema } from 'valibot';
import { expected } from './expected.ts';
import type { Field, FieldOptions, Present } from './field.ts';
import { present } from './present.ts';
import type { BlockShape, BlocksShape, VariantsShape } from './shape.ts';

interface BlocksOptions extends FieldOptions {
  /** In KDL the blocks stand inside a node with the name of the setting. */
  readonly wrapped?: true;
  readonly default?: readonly [];
}

/** Any number of blocks, each a node named `item` in KDL. */
export function blocks<In, Out, const O extends BlocksOptions>(
  about: string,
  item: string,
  of: Field<In, Out>,
  options: O = {} as O,
): Present<readonly In[], readonly Out[], O> {
  const shape: BlocksShape = { kind: 'blocks', item, of: blockOrVariants(of), wrapped: options.wrapped ?? false };
  const schema: GenericSchema<In[], Out[]> = array(of.schema, expected('a list of blocks'));
  return present(
    { schema: schema as unknown as GenericSchema<readonly In[], readonly Out[]>, shape, about, unit: '' },
    options,
  );
}

function blockOrVariants({ shape }: { shape: Field<unknown, unknown>['shape'] }): BlockShape | VariantsShape {
  if (shape.kind === 'block' || shape.kind === 'variants') return shape;
  throw new TypeError('A list of blocks is made of blocks.');
}
