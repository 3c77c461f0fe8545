import type { Routed } from '../../engine/exchange.ts';
import type { HeaderList } from '../../http/header-list.ts';
import type { AiRequest } from '../ai-request.ts';
import type { Inference } from '../inference.ts';
import type { Admission } from '../limits/meter.ts';
import type { HiddenKey } from '../providers/hidden-key.ts';
import type { Settlement } from './settlement.ts';

/** What an answer is taken to the client with. */
export interface AnswerParts {
  readonly inference: Inference;
  readonly exchange: Routed;
  /** As the client sent it, but for what guards replaced. */
  readonly request: AiRequest;
  /** As the upstream that answers was asked; what its answer is read by. */
  readonly asked: AiRequest;
  readonly settlement: Settlement;
  readonly admission: Admission | undefined;
  /** The fields of the answer, which are still to be changed. */
  readonly headers: HeaderList;
  /** The key that the upstream was shown, which it may quote. */
  readonly hidden: HiddenKey | undefined;
  readonly onFirstToken: (tookMs: number) => void;
}
