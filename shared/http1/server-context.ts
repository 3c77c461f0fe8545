import type { Clock } from '../platform/platform.ts';
import type { Timers } from '../platform/timers.ts';
import type { DateField } from './date-field.ts';
import type { RequestHandler } from './request-handler.ts';
import type { ServerConnection } from './server-connection.ts';
import type { ServerOptions } from './server-options.ts';

/** What the connections of one server share. */
export interface ServerContext {
  readonly options: ServerOptions;
  readonly handler: RequestHandler;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly dateField: DateField;
  /** Whether the server is stopping: no connection outlives its reply then. */
  readonly isDraining: boolean;
  /** The connection is closed for good. */
  onGone(connection: ServerConnection): void;
}
