import type { AiError, Dialect } from '../dialects/dialect.ts';
import type { StreamEvent } from '../events/stream-event.ts';
import { AnthropicStream } from './to-anthropic/anthropic-stream.ts';
import { OpenaiStream } from './to-openai/openai-stream.ts';

/** Turns one stream of a provider into one of the client's dialect, event by event. What it returns goes over the wire at once. */
export interface StreamTranslator {
  /** What an event of the provider becomes; empty for what says nothing to the client. */
  event(event: StreamEvent): string;
  /** What is still to be said when the provider ended its stream. Nothing where the answer is not complete: then call `fail`. */
  end(): string;
  /** An error in the place of all that was to come. */
  fail(error: AiError): string;
  /** What could not be carried so far. The head of the answer is long gone: for the log. */
  readonly lost: readonly string[];
}

/** A translator for one stream that a client of `to` gets. `includeUsage`: a client of OpenAI asked for the chunk with the usage. */
export function streamTranslator(to: Dialect, nowMs: number, includeUsage: boolean): StreamTranslator {
  if (to.name === 'anthropic-messages') return new AnthropicStream();
  return new OpenaiStream(Math.floor(nowMs / 1000), includeUsage);
}
