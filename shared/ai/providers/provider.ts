import type { Dialect } from '../dialects/dialect.ts';

/** The kinds of providers a configuration may name. */
export type ProviderName = 'generic' | 'openai' | 'anthropic' | 'gemini';

/** Who serves models, as far as it must be known to ask him: a row of the table in `providers/index.ts`. */
export interface Provider {
  readonly name: ProviderName;
  /** Which dialects it speaks; `generic` for whatever it is asked in. */
  readonly family: Dialect['family'];
  /** Header field that carries its key. */
  readonly keyHeader: string;
  /** What stands before the key there. */
  readonly keyPrefix: string;
  /** Fields it needs that clients of another provider do not send. */
  readonly headers: Readonly<Record<string, string>>;
}
