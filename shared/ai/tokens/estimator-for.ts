import { Fault } from '../../errors/fault.ts';
import type { LoadRanks } from '../../platform/load-ranks.ts';
import type { Platform } from '../../platform/platform.ts';
import { Encodings } from './encodings/encodings.ts';
import type { Estimator } from './estimator.ts';
import { exactEstimator } from './exact-estimator.ts';
import { plainEstimator } from './plain-estimator.ts';

/** How tokens are estimated, as it is configured. */
export interface EstimatorSettings {
  readonly method: Estimator['method'];
  /** Tokens of output that a request is taken to ask for where it sets no limit. */
  readonly defaultOutput: number;
}

/** Makes the estimator of a route. Throws a `Fault` where the vocabularies it needs are not in this program. */
export function estimatorFor(
  { method, defaultOutput }: EstimatorSettings,
  { loadRanks, timers }: Pick<Platform, 'loadRanks' | 'timers'>,
): Estimator {
  if (method !== 'tiktoken') return plainEstimator(method, defaultOutput);
  if (!loadRanks) throw new Fault('internal', { detail: withoutRanks });
  const pause = () => new Promise<void>((goOn) => void timers.after(0, goOn));
  return exactEstimator({ encodings: encodingsOf(loadRanks), defaultOutput, pause });
}

/** Why "tiktoken" cannot be served, and what to do about it. */
export const withoutRanks =
  'the estimation method "tiktoken" needs vocabularies that are not in this program: build the Worker with a ' +
  'configuration that uses it, or with SENTINEL_RANKS=1; an application gives its platform the `loadRanks` of "sentinel-proxy/ranks"';

/** Vocabularies are read once for all routes, and over reloads. */
function encodingsOf(loadRanks: LoadRanks): Encodings {
  const known = shelves.get(loadRanks);
  if (known) return known;
  const made = new Encodings(loadRanks);
  shelves.set(loadRanks, made);
  return made;
}

const shelves = new WeakMap<LoadRanks, Encodings>();
