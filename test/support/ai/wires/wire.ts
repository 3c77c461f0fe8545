import type { MockError, MockUsage } from '../scenario.ts';

/** The wire formats the mock speaks. */
export type WireName =
  | 'openai-chat'
  | 'openai-completions'
  | 'openai-responses'
  | 'openai-embeddings'
  | 'anthropic-messages'
  | 'anthropic-count-tokens'
  | 'gemini'
  | 'models';

/** What a wire writes of an answer. */
export interface Answer {
  readonly model: string;
  readonly pieces: readonly string[];
  readonly reasoning: readonly string[];
  readonly tool: { readonly name: string; readonly pieces: readonly string[] } | undefined;
  readonly usage: MockUsage;
  /** Whether a stream tells the usage. */
  readonly tells: boolean;
  /** Answers asked for. */
  readonly choices: number;
}

/** One event of a stream, before it is written as one. */
export interface WireEvent {
  readonly name?: string;
  readonly data: string;
  /** A piece of content, for which something is billed. */
  readonly isPiece?: boolean;
}

/** One wire format, written independently of the code under test. */
export interface Wire {
  readonly name: WireName;
  takes(path: string): boolean;
  whole(answer: Answer): unknown;
  events(answer: Answer): readonly WireEvent[];
  errorBody(error: MockError): unknown;
  errorEvent(error: MockError): WireEvent;
}
