import { charClass, classAt, letter, runEnd } from './char-class.ts';
import { blank, contractionEnd, spacesEnd } from './shared-rules.ts';

/**
 * Pieces of r50k and p50k: endings of words, and runs of letters, of numbers or of anything else, each with one blank
 * before it; spaces.
 */
export function splitGpt2(text: string, from: number): number {
  const contraction = contractionEnd(text, from, false);
  if (contraction > from) return contraction;
  const start = text.charCodeAt(from) === blank ? from + 1 : from;
  const kind = classAt(text, start);
  for (const mask of runs) if ((kind & mask) !== 0) return runEnd(text, start, mask);
  return spacesEnd(text, from);
}

const runs: readonly number[] = [letter, charClass.number, charClass.other | charClass.mark];
