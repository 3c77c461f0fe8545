import { Fault } from '../../../errors/fault.ts';
import { compileLongestMatch } from '../../../routing/regex/longest-match.ts';
import type { Finder } from '../scan/finder.ts';

/** A pattern of the configuration. */
export interface PatternOptions {
  readonly category: string;
  readonly pattern: string;
  /** Characters of a find at most; what is held back of a stream at most. */
  readonly maxLength: number;
}

/** Finds what fits a pattern, as long as it can be. That the pattern can be used was checked when the configuration was. */
export function patternFinder({ category, pattern, maxLength }: PatternOptions): Finder {
  const compiled = compileLongestMatch(pattern);
  if ('problem' in compiled) throw new Fault('internal', { detail: compiled.problem });
  const { match } = compiled;
  return {
    category,
    mayBegin: (code) => code >= 0x80 || match.mayBegin(code),
    match: (text, at, isEnd) =>
      match.mayBegin(text.charCodeAt(at)) ? match.lengthAt(text, at, { most: maxLength, isEnd }) : 0,
  };
}

/** What is wrong with a pattern; `undefined` when it can be used. */
export function patternProblem(pattern: string): string | undefined {
  const compiled = compileLongestMatch(pattern);
  return 'problem' in compiled ? compiled.problem : undefined;
}
