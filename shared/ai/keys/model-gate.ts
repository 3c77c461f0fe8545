import { Fault } from '../../errors/fault.ts';
import { enteredKey } from '../../keys/entered-key.ts';
import type { VirtualKey } from '../../keys/virtual-key.ts';
import type { KeyGate } from '../key-gate.ts';
import { modelPattern } from '../money/model-pattern.ts';
import { namedModels } from './named-models.ts';

type Fits = (model: string) => boolean;

/**
 * Lets requests go on whose virtual key may ask for every model they name. Without a model only what reads goes on. The key
 * itself was looked at before the body was read.
 */
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
    enter(exchange, request) {
      const key = exchange.get(enteredKey);
      if (!key || key.settings.models.length === 0) return;
      const { method, path, query } = exchange.request;
      const named = namedModels(request, path, query);
      // Lists of models and the like name none, and use none.
      if (named?.length === 0 && request.content.byteLength === 0 && reading.has(method)) return;
      const isAllowed = (model: string): boolean => patternsOf(key).some((fits) => fits(model));
      if (named !== undefined && named.length > 0 && named.every(isAllowed)) return;
      throw new Fault('model_not_allowed', {
        detail: `virtual key ${key.id}`,
        text: 'The key may not use this model.',
      });
    },
  };
}

/** Methods that change nothing. */
const reading = new Set(['GET', 'HEAD', 'OPTIONS']);
