import type { Leaf, Mapping } from './tree.ts';

/** A piece of a file, in the order of the file: settings, or the names of files to take in there. */
export type Part =
  | { readonly kind: 'settings'; readonly tree: Mapping }
  | { readonly kind: 'include'; readonly patterns: readonly Leaf[] };
