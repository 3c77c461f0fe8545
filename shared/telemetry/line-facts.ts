import type { Finished } from '../engine/exchange.ts';
import type { Timestamps } from './timestamps.ts';

/** What a line in the combined format is made of. */
export interface LineFacts {
  readonly exchange: Finished;
  readonly tookMs: number;
  readonly timestamps: Timestamps;
}

/** The status that was answered, or that would have been; 0 when there is neither. */
export function statusOf({ response, fault, ending }: Finished): number {
  return response?.status ?? fault?.status ?? ending.fault?.status ?? 0;
}
