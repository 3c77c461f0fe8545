import { modelPattern } from '../money/model-pattern.ts';

/** Makes a mapping of names of models: a name that stands there as it is counts first, then the first pattern that fits. */
export function modelMapping(pairs: readonly (readonly [from: string, to: string])[]): (model: string) => string {
  if (pairs.length === 0) return (model) => model;
  const exact = new Map(pairs.map(([from, to]) => [from.toLowerCase(), to]));
  const patterns = pairs.filter(([from]) => from.includes('*')).map(([from, to]) => ({ fits: modelPattern(from), to }));
  return (model) => exact.get(model.toLowerCase()) ?? patterns.find(({ fits }) => fits(model))?.to ?? model;
}
