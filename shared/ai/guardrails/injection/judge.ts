import { type Features, featuresOf } from './features.ts';
import { scoreOf, type Weights } from './model.ts';
import { rules } from './rules.ts';
import { type Variant, variantsOf } from './variants.ts';
import { weights as written } from './weights.ts';

/** What is thought of a text. */
export interface Opinion {
  /** How sure it is that the text is an attempt, 0 to 1. */
  readonly score: number;
  /** What kind of attempt. */
  readonly category: string;
}

/** Judges a text in all the ways it may be meant to be read, window by window. Time is linear in the text. */
export function judge(text: string): Opinion {
  let worst: Opinion = { score: 0, category: 'unknown' };
  for (const variant of variantsOf(text)) {
    for (const window of windowsOf(variant.text)) {
      const opinion = judgeWindow(window, variant);
      if (opinion.score > worst.score) worst = opinion;
    }
  }
  return worst;
}

function judgeWindow(text: string, variant: Variant): Opinion {
  const features = featuresOf(text, variant);
  // Letters moved at random make words of all sorts; only what fits a rule counts there.
  if (variant.isHidden && features.rules.length === 0) return { score: 0, category: 'unknown' };
  return { score: scoreOf(features, weights), category: categoryOf(features) };
}

function categoryOf({ rules: fitting }: Features): string {
  let heaviest: number | undefined;
  for (const rule of fitting) {
    if (heaviest === undefined || weights.named[rule]! > weights.named[heaviest]!) heaviest = rule;
  }
  return heaviest === undefined ? 'suspicious' : rules[heaviest]!.category;
}

/** Characters of a window. An attempt in the middle of a long text must not be outweighed by the rest. */
const windowLength = 400;

function* windowsOf(text: string): Generator<string> {
  if (text.length <= windowLength) {
    yield text;
    return;
  }
  for (let at = 0; at < text.length; at += windowLength / 2) {
    const start = wordStart(text, at);
    yield text.slice(start, at + windowLength);
    if (at + windowLength >= text.length) return;
  }
}

/** The beginning of the word that stands here, if it is near. */
function wordStart(text: string, at: number): number {
  for (let start = at; start > 0 && at - start < 24; start -= 1) if (text[start - 1] === ' ') return start;
  return at;
}

const weights: Weights = { bias: written.bias, named: unpacked(written.named), hashed: unpacked(written.hashed) };

function unpacked(text: string): Float32Array {
  return Float32Array.from(atob(text), (sign) => ((sign.charCodeAt(0) << 24) >> 24) / written.scale);
}
