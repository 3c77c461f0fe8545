import type { CharRanges } from './char-ranges.ts';

/** A parsed regular expression. Groups leave a trace only where somebody asks what they caught. */
export type PatternNode =
  | { readonly kind: 'chars'; readonly set: CharRanges }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | {
      readonly kind: 'repeat';
      readonly part: PatternNode;
      readonly min: number;
      /** `undefined` when there is no upper bound. */
      readonly max: number | undefined;
      /** Prefers to take as little as it can. */
      readonly isLazy: boolean;
    }
  | {
      readonly kind: 'group';
      readonly part: PatternNode /** From 1, by its opening bracket. */;
      readonly number: number;
    };

/** A condition on a place in the text that takes no character. */
export type Assertion = 'start' | 'end' | 'word-edge' | 'not-word-edge';

/** A sequence without sequences in it; a part alone stands for itself. */
export function sequence(parts: readonly PatternNode[]): PatternNode {
  const flat = parts.flatMap((part) => (part.kind === 'sequence' ? part.parts : [part]));
  return flat.length === 1 ? flat[0]! : { kind: 'sequence', parts: flat };
}

/** Whether the pattern can match at the start of the text only. */
export function isAnchored(node: PatternNode): boolean {
  switch (node.kind) {
    case 'assert':
      return node.what === 'start';
    case 'sequence':
      return node.parts.length > 0 && isAnchored(node.parts[0]!);
    case 'choice':
      return node.options.every(isAnchored);
    case 'group':
      return isAnchored(node.part);
    case 'chars':
    case 'repeat':
      return false;
  }
}
