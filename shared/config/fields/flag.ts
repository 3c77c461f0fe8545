import { boolean } from 'valibot';
import { expected } from './expected.ts';
import type { FieldOptions, Present } from './field.ts';
import { present } from './present.ts';
import type { LeafShape } from './shape.ts';

interface FlagOptions extends FieldOptions {
  readonly default?: boolean;
}

/** Yes or no. A block with nothing but `enabled` may stand for it. */
export function flag<const O extends FlagOptions>(about: string, options: O = {} as O): Present<boolean, boolean, O> {
  return present({ schema: boolean(expected('#true or #false')), shape, about, unit: '' }, options);
}

const shape: LeafShape = { kind: 'leaf', type: 'flag', takes: ['boolean'] };
