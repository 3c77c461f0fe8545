import type { GenericSchema } from 'valibot';
import type { Capability } from './capability.ts';
import type { Shape } from './shape.ts';

/**
 * One setting: how it is checked and read (`schema`), how it may be written (`shape`), and what is to be said of it
 * (`notes`). `In` is what a person may write in TypeScript, `Out` what the program reads; `Unit` ends its output name.
 */
export interface Field<In, Out, Unit extends Units = ''> {
  readonly schema: GenericSchema<In, Out>;
  readonly shape: Shape;
  readonly notes: Notes;
  readonly unit: Unit;
}

/** The units that the names of read values end with. */
export type Units = '' | 'Ms' | 'Bytes';

/** Any setting, where its types do not matter. */
export type AnyField = Field<unknown, unknown, Units>;

/** What a person may write for a setting. */
export type InputOf<F> = F extends Field<infer In, unknown, Units> ? In : never;

/** What the program reads of a setting. */
export type OutputOf<F> = F extends Field<unknown, infer Out, Units> ? Out : never;

/** What is said of a setting beside its type. */
export interface FieldOptions {
  /** Other names it is known by; `_` for `-` is understood without being listed. */
  readonly aliases?: readonly string[];
  /** The setting is understood, but this build cannot do it yet, so that loading refuses it. */
  readonly later?: true;
  /** Why the setting has no effect in any build, so that loading refuses it. */
  readonly needless?: string;
  /** What a file must hold that the setting names by its path, in PEM. */
  readonly holds?: PemContent;
  /** It names a file that need not be there yet; its path counts from the folder of the configuration. */
  readonly isFile?: true;
  /** It names a file, whose text takes its place when the configuration is loaded. */
  readonly isDocument?: true;
  /** Settings of a block with which it has no effect, so that it may stand where it could not work; `enabled #false`. */
  readonly offWhen?: Readonly<Record<string, string | number | boolean>>;
  /** What a runtime must have for the setting to have an effect. */
  readonly needs?: Capability;
  readonly required?: true;
  readonly default?: unknown;
}

/** What the PEM files of a configuration hold. */
export type PemContent = 'certificates' | 'private-key';

/** {@link FieldOptions} with the sentence for the reference. */
export interface Notes extends FieldOptions {
  readonly about: string;
}

/** A field as its options make it: required, with a default, or absent unless written. */
export type Present<In, Out, O, Unit extends Units = ''> = O extends { readonly required: true }
  ? Field<In, Out, Unit>
  : O extends { readonly default: unknown }
    ? Field<In | undefined, Out, Unit>
    : Field<In | undefined, Out | undefined, Unit>;
