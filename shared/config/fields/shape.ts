import type { AnyField } from './field.ts';

/** How a value is written, for readers and writers of the formats, the reference and the checks that walk the tree. */
export type Shape = LeafShape | ListShape | PairsShape | FreeShape | BlockShape | BlocksShape | VariantsShape;

/** One value. */
export interface LeafShape {
  readonly kind: 'leaf';
  readonly type: LeafType;
  /** Named values, where only these are allowed. */
  readonly values?: readonly string[];
  /** Those of `values` that this build cannot do yet. */
  readonly laterValues?: readonly string[];
  /** Kinds of plain value that may stand for it; text from the environment is turned into them. */
  readonly takes: readonly ('string' | 'number' | 'boolean')[];
}

/** Kinds of a single value, as the reference names them. */
export type LeafType = 'text' | 'whole' | 'number' | 'flag' | 'duration' | 'size' | 'choice' | 'secret' | 'priority';

/** Any number of values: several arguments, repeated nodes, or an array. */
export interface ListShape {
  readonly kind: 'list';
  readonly of: LeafShape;
  /** One text may hold several values with commas between. */
  readonly commas: boolean;
}

/** Names and values chosen by the writer; with `many`, a name may be given several times. */
export interface PairsShape {
  readonly kind: 'pairs';
  readonly many: boolean;
}

/** Anything at all, handed on as it is. */
export interface FreeShape {
  readonly kind: 'free';
}

/** Named settings. */
export interface BlockShape {
  readonly kind: 'block';
  readonly fields: Readonly<Record<string, AnyField>>;
  /** Settings that the arguments of the KDL node fill, in order; a bare value in JSON fills the first. */
  readonly args: readonly string[];
  /** List setting that takes all further arguments. */
  readonly rest: string | undefined;
}

/** Any number of blocks: repeated nodes named `item`, bare or inside a node with the name of the setting. */
export interface BlocksShape {
  readonly kind: 'blocks';
  readonly item: string;
  readonly of: BlockShape | VariantsShape;
  /** Written inside a node of the setting's own name. */
  readonly wrapped: boolean;
}

/** Named settings, some of which depend on the value of one of them. */
export interface VariantsShape {
  readonly kind: 'variants';
  /** The setting that decides. */
  readonly tag: string;
  readonly common: Readonly<Record<string, AnyField>>;
  readonly cases: Readonly<Record<string, VariantCase>>;
  readonly args: readonly string[];
  /** What the tag is when it is not written. */
  readonly fallback: string | undefined;
}

/** The settings of one value of the tag. */
export interface VariantCase {
  readonly about: string;
  readonly fields: Readonly<Record<string, AnyField>>;
  readonly aliases: readonly string[];
  readonly later: boolean;
}
