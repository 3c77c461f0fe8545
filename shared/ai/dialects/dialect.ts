import type { AiRequest, TextPiece } from '../ai-request.ts';
import type { StreamEvent } from '../events/stream-event.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { ReportedUsage } from '../usage.ts';

/** The wire formats of models that are understood. */
export type DialectName =
  | 'openai-chat'
  | 'openai-completions'
  | 'openai-responses'
  | 'openai-embeddings'
  | 'anthropic-messages'
  | 'anthropic-count-tokens'
  | 'gemini'
  | 'generic';

/** One wire format of models: a row of the table in `dialects/index.ts`. Pure; a request's state lives in {@link StreamReader}. */
export interface Dialect {
  readonly name: DialectName;
  /** Who speaks it by nature: decides whose credentials and error shapes are used. */
  readonly family: 'openai' | 'anthropic' | 'gemini' | 'generic';
  /** Whether a request path (in lower case, without query) is an endpoint of this dialect, whatever prefix stands before it. */
  takes(path: string): boolean;
  /**
   * Reads a request, whose media type is in lower case. Throws `Fault('bad_request')` with a detail that names the field
   * when it cannot be a request of this dialect.
   */
  read(content: Uint8Array, path: string, query: string | undefined, mediaType?: string): AiRequest;
  /** A copy of the request with changes; `json` keeps the order and every field that is not changed. */
  write(request: AiRequest, changes: RequestChanges): AiRequest;
  /** The path that asks for `model` where the dialect names it in the path; the same path elsewhere. */
  pathFor(path: string, model: string): string;
  /** Every text the model will see: all roles, parts of content, system, tools, tool calls and results. */
  texts(json: JsonObject): readonly TextPiece[];
  /** Every text of a whole answer. */
  answerTexts(json: JsonObject): readonly TextPiece[];
  /** What a whole answer reports as used. */
  usageOf(json: JsonObject): ReportedUsage | undefined;
  /** The model that a whole answer names. */
  answeredModel(json: JsonObject): string | undefined;
  /** Whether a 200 answer holds an error in truth, and which. */
  errorOf(json: JsonObject): AiError | undefined;
  /** Reads a stream of answers to what was asked, event by event. One per stream. */
  reader(asked?: AiRequest): StreamReader;
  /** A body that tells a client of this dialect of an error. */
  errorBody(error: AiError): JsonValue;
  /**
   * An event that tells a client of this dialect of an error in the middle of a stream, as it goes over the wire. `after`
   * is the number of the event before it, where events are numbered.
   */
  errorEvent(error: AiError, after?: number): string;
}

/** What may be changed in a request. What is absent stays. */
export interface RequestChanges {
  readonly model?: string;
  /** Asks an OpenAI stream for a final chunk with the usage. */
  readonly includeUsage?: boolean;
  /** Texts to put in the place of others. */
  readonly texts?: readonly TextPiece[];
}

/** An error as the dialects tell it. */
export interface AiError {
  /** HTTP status it stands for. */
  readonly status: number;
  /** A stable name: one of our own codes, or the provider's type. */
  readonly code: string;
  readonly message: string;
}

/** Follows one stream. */
export interface StreamReader {
  /** What an event means. */
  event(event: StreamEvent): EventMeaning;
  /** What was reported so far, merged field by field. */
  readonly usage: ReportedUsage | undefined;
  /** Whether what was reported is from the beginning of the answer, and says nothing of the rest of it. */
  readonly reportsBeginning?: boolean;
  /** The model that answers, once it was named. */
  readonly model: string | undefined;
  /** Whether the stream said that it is complete. */
  readonly isDone: boolean;
  /** Nothing in the stream so far is of a kind whose end is said, so that it is complete where it ends. */
  readonly endsUnsaid?: boolean;
  /** The number of the last event, in dialects that number them. */
  readonly lastNumber?: number | undefined;
}

/** What an event of a stream means to us. */
export interface EventMeaning {
  /** `content` is anything the model made; `usage` holds nothing but usage; `done` ends; `other` is neither: pings, starts, unknown. */
  readonly kind: 'content' | 'usage' | 'done' | 'error' | 'other';
  /** Text it adds, of all choices together: what is counted when nothing is reported. */
  readonly text: string;
  readonly error?: AiError | undefined;
}
