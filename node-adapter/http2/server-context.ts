import type { DateField } from '../../shared/http1/date-field.ts';
import type { RequestHandler } from '../../shared/http1/request-handler.ts';
import type { ServerOptions } from '../../shared/http1/server-options.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import type { Timers } from '../../shared/platform/timers.ts';
import type { SendBacklog } from './send-backlog.ts';

/** What the connections of one HTTP/2 server share. */
export interface Http2ServerContext {
  readonly options: ServerOptions;
  /** Streams of one connection at once. */
  readonly maxStreams: number;
  /** Bytes of the fields of a request, each counted with 32 more (RFC 9113 §6.5.2). */
  readonly maxListBytes: number;
  readonly handler: RequestHandler;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly dateField: DateField;
}

/** The connection a stream belongs to, as the stream needs it. */
export interface StreamOwner {
  readonly context: Http2ServerContext;
  readonly peerAddress: string;
  readonly peerPort: number;
  readonly localPort: number;
  readonly backlog: SendBacklog;
  /** The answer is complete, or given up; told once, and at the latest with the end of the stream. */
  onAnswered(): void;
  /** The stream is over. `byClient`: the client reset it before its answer was complete. */
  onStreamOver(byClient: boolean): void;
}
