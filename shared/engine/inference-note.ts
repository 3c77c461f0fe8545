import { slot } from './exchange.ts';

/** What was asked of a model and came of it, for the logs. Written by the inference handler when the request ends. */
export interface InferenceNote {
  /** The wire format of the client. */
  readonly dialect: string;
  /** Who answered, by what it speaks; `undefined` when nobody did. */
  readonly provider: string | undefined;
  /** The model that the client asked for, and the one that answered. Text of others: never a label. */
  readonly model: string | undefined;
  readonly answeredModel: string | undefined;
  readonly stream: boolean;
  /** Tokens as they were charged; `undefined` when nothing was. */
  readonly input: number | undefined;
  readonly output: number | undefined;
  /** How the tokens are known: `reported`, `counted` or `mixed`. */
  readonly source: string | undefined;
  readonly outcome: 'completed' | 'cut' | 'stalled' | 'client-left' | 'error' | 'refused';
  /** Milliseconds from the request to the first content of a stream. */
  readonly firstTokenMs: number | undefined;
}

/** Where the note of a request stands. */
export const inferenceNote = slot<InferenceNote>();
