import { hasChar } from './char-ranges.ts';
import { word } from './named-sets.ts';
import type { Assertion } from './pattern-node.ts';

/** Whether a condition holds before the character at `at`. */
export function holdsAt(what: Assertion, text: string, at: number): boolean {
  if (what === 'start') return at === 0;
  if (what === 'end') return at === text.length;
  const isEdge = isWord(text, at - 1) !== isWord(text, at);
  return isEdge === (what === 'word-edge');
}

function isWord(text: string, at: number): boolean {
  return hasChar(word, text.charCodeAt(at));
}
