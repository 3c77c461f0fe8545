import type { DecodedSize } from '../platform/decode-body.ts';
import type { Platform } from '../platform/platform.ts';
import type { Dialect } from './dialects/dialect.ts';
import type { OnSettled } from './exit/settlement.ts';
import type { TokenWaits } from './exit/stall-watch.ts';
import type { Guard } from './guardrails/guard.ts';
import type { KeyGate } from './key-gate.ts';
import type { Meter } from './limits/meter.ts';
import type { ModelRoutes } from './routing/model-routes.ts';
import type { ModelHeader } from './routing/named-model.ts';
import type { Estimator } from './tokens/estimator.ts';

/** An AI route, made ready to serve. Made once per route. */
export interface Inference {
  /** What clients of the route speak at paths that tell nothing. */
  readonly family: Dialect['family'];
  readonly modelHeader: ModelHeader | undefined;
  /** Bytes of a request that are read at most. */
  readonly maxBodyBytes: number;
  /** How large a body in a coding may become. */
  readonly decoding: DecodedSize;
  /** Bytes of an answer in one piece that are read at most; a longer one goes on unread. */
  readonly maxAnswerBytes: number;
  readonly estimator: Estimator;
  /** `undefined`: nothing is limited. */
  readonly meter: Meter | undefined;
  readonly guards: readonly Guard[];
  /** `undefined`: whoever reaches the route may use it. */
  readonly keys: KeyGate | undefined;
  readonly routes: ModelRoutes;
  /** Requests whose budget is used up go to the first fallback. */
  readonly fallsBackOnBudget: boolean;
  /** A request is refused rather than asked without what the provider's API has no word for. */
  readonly refusesLosses: boolean;
  /** Hears how each request was settled. */
  readonly onSettled?: OnSettled | undefined;
  readonly waits: TokenWaits;
  /** Field of an answer in which the target tells how many requests wait there. */
  readonly queueHeader: string | undefined;
  /** Some upstream chooses its target by the beginning of the prompt. */
  readonly readsPrompt: boolean;
  readonly platform: Platform;
}
