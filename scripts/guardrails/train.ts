import { writeFileSync } from 'node:fs';
import { buckets, type Features, featuresOf, namedFeatures } from '../../shared/ai/guardrails/injection/features.ts';
import { scoreOf, shareOf } from '../../shared/ai/guardrails/injection/model.ts';
import { rules } from '../../shared/ai/guardrails/injection/rules.ts';
import { variantsOf } from '../../shared/ai/guardrails/injection/variants.ts';
import { examplesIn } from './examples.ts';

/**
 * Trains the model of prompt injections on the texts in `test/fixtures/guardrails/injection-train.txt` and writes its
 * weights. The same texts give the same weights.
 */
const rounds = 400;
const rate = 0.5;
/** Words may tell less than rules: they are what an attacker changes first. */
const decay = { named: 0.0004, hashed: 0.003 };
const scale = 24;

const data = examplesIn('injection-train', 12).map(({ text, isAttack }) => ({
  features: featuresOf(variantsOf(text)[0]!.text, { isHidden: false, isSqueezed: false }),
  isAttack,
}));
const named = new Float64Array(namedFeatures);
const hashed = new Float64Array(buckets);
let bias = 0;

for (let round = 0; round < rounds; round += 1) {
  const slope = { named: new Float64Array(namedFeatures), hashed: new Float64Array(buckets), bias: 0 };
  for (const { features, isAttack } of data) addSlope(features, isAttack, slope);
  for (let i = 0; i < namedFeatures; i += 1) {
    named[i] = named[i]! - rate * ((slope.named[i]! / data.length) * 20 + decay.named * named[i]!);
    // A rule is never a sign of innocence.
    if (i < rules.length) named[i] = Math.max(0, named[i]!);
  }
  for (let i = 0; i < buckets; i += 1)
    hashed[i] = hashed[i]! - rate * ((slope.hashed[i]! / data.length) * 20 + decay.hashed * hashed[i]!);
  bias -= rate * (slope.bias / data.length) * 4;
}
// That a text was hidden is not in the training data; with a rule that fits, it is as good as a proof.
named[namedFeatures - 1] = 3;

const bytes = (values: Float64Array): string =>
  Buffer.from(
    Int8Array.from(values, (value) => Math.max(-127, Math.min(127, Math.round(value * scale)))).buffer,
  ).toString('base64');
writeFileSync(
  new URL('../../shared/ai/guardrails/injection/weights.ts', import.meta.url),
  `/** Weights of the model, in ${scale}ths, one byte each. Written by \`scripts/guardrails/train.ts\`. */
export const weights = {
  scale: ${scale},
  bias: ${bias.toFixed(4)},
  named: '${bytes(named)}',
  hashed:
    '${bytes(hashed)}',
};
`,
);

function addSlope(
  features: Features,
  isAttack: boolean,
  slope: { named: Float64Array; hashed: Float64Array; bias: number },
): void {
  const error = scoreOf(features, { bias, named, hashed }) - (isAttack ? 1 : 0);
  slope.bias += error;
  for (const feature of features.named) slope.named[feature] = slope.named[feature]! + error;
  const share = shareOf(features.hashed.length);
  for (const bucket of features.hashed) slope.hashed[bucket] = slope.hashed[bucket]! + error * share;
}
