import { custom, type GenericSchema, pipe, rawTransform } from 'valibot';
import type { FieldOptions, Present } from './field.ts';
import { present } from './present.ts';
import type { LeafShape } from './shape.ts';

/** A secret in a configuration: the text itself, the name of an environment variable, or a file that holds it. */
export type SecretInput = string | { readonly env: string } | { readonly file: string };

/** A text that is never shown. Loading has replaced the `env` and `file` forms by what they hold. */
export function secret<const O extends FieldOptions>(
  about: string,
  options: O = {} as O,
): Present<SecretInput, string, O> {
  return present({ schema, shape, about, unit: '' }, options);
}

// The message never quotes what was found.
const schema: GenericSchema<SecretInput, string> = pipe(
  custom<SecretInput>(() => true),
  rawTransform(({ dataset, addIssue, NEVER }) => {
    if (typeof dataset.value === 'string' && dataset.value !== '') return dataset.value;
    addIssue({ message: 'expected a text, `env "NAME"` or `file "/path"`' });
    return NEVER;
  }),
);

const shape: LeafShape = { kind: 'leaf', type: 'secret', takes: ['string'] };
