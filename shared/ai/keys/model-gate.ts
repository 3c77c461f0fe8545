import { Fault } from '../../errors/fault.ts';
import { enteredKey } from '../../keys/entered-key.ts';
import type { VirtualKey } from '../../keys/virtual-key.ts';
import type { KeyGate } from '../key-gate.ts';
import { modelPattern } from '../money/model-pattern.ts';

type Fits = (model: string) => boolean;

/** Lets requests go on whose virtual key may ask for their model. The key itself was looked at before the body was read. */
export function modelGate(): KeyGate {
  const patterns = new WeakMap<VirtualKey, readonly Fits[]>();
  const patternsOf = (key: VirtualKey): readonly Fits[] => {
    const known = patterns.get(key);
    if (known) return known;
    const made = key.settings.models.map(modelPattern);
    patterns.set(key, made);
    return made;
  };
  return {
    enter(exchange, { model, content }) {
      const key = exchange.get(enteredKey);
      if (!key || key.settings.models.length === 0) return;
      // Lists of models and the like name none, and use none.
      if (model === undefined && content.byteLength === 0) return;
      if (model !== undefined && patternsOf(key).some((fits) => fits(model))) return;
      throw new Fault('model_not_allowed', {
        detail: `virtual key ${key.id}`,
        text: 'The key may not use this model.',
      });
    },
  };
}
