import { choice } from '../fields/choice.ts';
import type { FieldOptions, Present } from '../fields/field.ts';

const names = ['generic', 'openai', 'anthropic', 'gemini'] as const;

/** A kind of provider of models. */
export function provider<const O extends FieldOptions & { readonly default?: (typeof names)[number] }>(
  about: string,
  options: O = {} as O,
): Present<(typeof names)[number], (typeof names)[number], O> {
  return choice(about, names, { ...options, spellings: { openai: ['open-ai'], gemini: ['google'] } }) as never;
}
