import type { Answered, Exchange, Routed } from '../../engine/exchange.ts';
import type { AiRequest, TextPiece } from '../ai-request.ts';

/** Looks at what goes to and comes from a model. One per place in the configuration. */
export interface Guard {
  readonly name: string;
  /** Answers that cannot be read must not pass it: it blocks or changes what it finds there. */
  readonly mustRead?: boolean;
  /** Judges a request before anything is sent. */
  request?(exchange: Routed, request: AiRequest): GuardVerdict | Promise<GuardVerdict>;
  /** Decides about a request that nobody can read; `why` says so, and what to send instead. Absent where requests are not judged. */
  unread?(exchange: Routed, why: string): GuardVerdict;
  /** Whether an answer that nobody can read passes it, though it {@link mustRead}; told of in the log. */
  passUnread?(exchange: Exchange): boolean;
  /** Watches an answer, from its head on; `undefined` when this answer is of no interest. */
  response?(exchange: Answered, request: AiRequest): AnswerGuard | undefined;
}

/** What a guard says of a request. */
export type GuardVerdict =
  | { readonly kind: 'pass'; readonly warning?: string | undefined }
  /** The request goes on with these texts in the places of the old ones. */
  | { readonly kind: 'replace'; readonly texts: readonly TextPiece[]; readonly warning?: string | undefined }
  | { readonly kind: 'block'; readonly status: number; readonly code: string; readonly message: string };

/** Follows one answer. Texts of different places (choices, parts) come apart by `channel`. */
export interface AnswerGuard {
  /** A whole answer: the verdict over all of its texts. */
  whole(texts: readonly TextPiece[]): GuardVerdict | Promise<GuardVerdict>;
  /**
   * A piece of text of a stream. A channel whose name ends with `#json` holds JSON text, such as the arguments of a tool.
   * Answers what may be delivered of this channel now, which may be less than came (held
   * back until it is known to be harmless) or changed; `block` ends the stream with an error.
   */
  piece(channel: string, text: string): PieceVerdict;
  /** The end of a channel: what was held back. */
  end(channel: string): PieceVerdict;
  /** A channel of which nothing more is wanted, neither what was held back nor a verdict over it. */
  drop(channel: string): void;
  /** Whether something is held back of a channel. */
  holds(channel: string): boolean;
  /** The answer is over, however it ended: what is only told of may be told now. Called at least once after a stream. */
  close?(): void;
}

/** What may be delivered. */
export type PieceVerdict =
  | { readonly kind: 'deliver'; readonly text: string }
  | { readonly kind: 'block'; readonly code: string; readonly message: string };
