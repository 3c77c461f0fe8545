import type { AiRequest } from '../ai-request.ts';
import type { TextCounter } from './text-counter.ts';

/** Tokens a request is expected to use, before it is sent. */
export interface Estimate {
  readonly input: number;
  /** By the limit the client set, for all choices; by the configured default where it set none. */
  readonly output: number;
}

/** Tells how many tokens requests and texts have. */
export interface Estimator {
  readonly method: 'chars' | 'words' | 'tiktoken';
  /** Counts the whole request: system, messages, tools, images, results. May have to load ranks first. */
  estimate(request: AiRequest): Estimate | Promise<Estimate>;
  /** Counts a text of an answer: what is used where a provider reports nothing. */
  count(text: string, model: string | undefined): number | Promise<number>;
  /** Counts an answer piece by piece, at a cost that grows with the answer alone. One per stream. */
  counter(model: string | undefined): TextCounter | Promise<TextCounter>;
}
