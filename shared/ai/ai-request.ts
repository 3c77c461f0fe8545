import type { Dialect } from './dialects/dialect.ts';
import type { JsonObject } from './json.ts';

/** A request to a model, read once. Changed copies are made with {@link Dialect.write}; the client's bytes are kept. */
export interface AiRequest {
  readonly dialect: Dialect;
  /** The body as it came; sent on as it is unless something must change. */
  readonly content: Uint8Array;
  /** The body read; an empty object for a dialect without one. */
  readonly json: JsonObject;
  /** Why the body could not be read, where it could not; it goes on as it came, unless somebody must read it. */
  readonly unread?: string;
  /** The model asked for: by the body or, where the dialect has it there, by the path. `undefined` when none is named. */
  readonly model: string | undefined;
  /** Whether the answer is to be a stream of events. */
  readonly stream: boolean;
  /** Most tokens each choice may have, as the client limits it. */
  readonly maxOutput: number | undefined;
  /** Answers asked for, 1 at least. */
  readonly choices: number;
  /** Nothing is made of it, as where tokens are only counted: it uses none. */
  readonly isFree?: boolean;
}

/** A text of a request or an answer, and where it stands. */
export interface TextPiece {
  /** `system`, `user`, `assistant`, `tool`, … as the dialect names who speaks; `definition` for tools offered to the model. */
  readonly role: string;
  readonly text: string;
  /** Names and indices from the root of the JSON to the string, so that it can be replaced. */
  readonly place: readonly (string | number)[];
  /** For a text that stands there in base64: what stands before it, such as the head of a data URL. */
  readonly codedBehind?: string;
}
