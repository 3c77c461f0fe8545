import type { Attempt, Finished } from '../engine/exchange.ts';
import type { Fault } from '../errors/fault.ts';
import type { LogSink } from '../platform/log-sink.ts';
import { jsonLine } from './log-text.ts';
import { RefusalTally, throttledCodes } from './refusal-tally.ts';
import { Timestamps } from './timestamps.ts';

/** How bad it is, from least to worst. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Something that went wrong. */
export interface ErrorEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly fault?: Fault | undefined;
  /** The request it happened to, if it happened to one. */
  readonly exchange?: Finished | undefined;
  /** The try that failed. */
  readonly attempt?: Attempt | undefined;
  /** How many requests it happened to since it was last told of. */
  readonly count?: number | undefined;
  /** What else there is to tell, where it is about no request. */
  readonly facts?: Readonly<Record<string, string | number>>;
}

/** What goes wrong, from a level upwards. */
export class ErrorLog {
  readonly #least: number;
  readonly #log: LogSink;
  readonly #timestamps = new Timestamps();
  readonly #refusals = new RefusalTally();

  constructor(least: LogLevel, log: LogSink) {
    this.#least = levels.indexOf(least);
    this.#log = log;
  }

  /** Writes what went wrong with a request that is over: its failure, and the tries that failed before it. */
  record(exchange: Finished): void {
    const fault = exchange.fault ?? exchange.ending.fault;
    for (const attempt of exchange.attempts) if (attempt.fault && attempt.fault !== fault) this.#try(exchange, attempt);
    if (!fault) return;
    const count = throttledCodes.has(fault.code) ? this.#refusals.note(fault, exchange) : undefined;
    if (count === 0) return;
    const attempt = exchange.attempts.at(-1);
    this.write({
      at: exchange.startedAt,
      level: levelOf(fault),
      message: fault.message,
      fault,
      exchange,
      attempt,
      count,
    });
  }

  write(entry: ErrorEntry): void {
    if (levels.indexOf(entry.level) < this.#least) return;
    this.#log.write('error', errorLine(entry, this.#timestamps));
  }

  #try(exchange: Finished, attempt: Attempt): void {
    // Tries are timed on the monotonic clock.
    const at = exchange.startedAt + (attempt.startedAt - exchange.startedMono);
    this.write({ at, level: 'warn', message: 'A try at a target failed.', fault: attempt.fault, exchange, attempt });
  }
}

/** One line about something that went wrong, as JSON. */
function errorLine(
  { at, level, message, fault, exchange, attempt, count, facts }: ErrorEntry,
  timestamps: Timestamps,
): string {
  return jsonLine({
    timestamp: timestamps.iso(at),
    trace_id: exchange?.trace.id,
    level,
    message,
    code: fault?.code,
    status: fault?.status,
    method: exchange?.received.method,
    path: exchange?.received.path,
    client_ip: exchange?.client.address,
    route_id: exchange?.routing?.route.id,
    upstream: attempt?.upstream ?? exchange?.routing?.route.upstreamName,
    upstream_addr: attempt?.target.name,
    details: fault?.detail?.slice(0, maxDetail),
    count,
    cause: causeOf(fault)?.slice(0, maxDetail),
    ...facts,
  });
}

const levels: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error'];

/** Characters of a detail that are kept: causes may quote whole messages. */
const maxDetail = 2000;

function levelOf({ code, source }: Fault): LogLevel {
  if (code === 'client_left') return 'info';
  return source === 'upstream' || source === 'internal' ? 'error' : 'warn';
}

/** An error of our own making is shown with its place in the code; it is there to be found. */
function causeOf(fault: Fault | undefined): string | undefined {
  const cause = fault?.cause;
  if (cause === undefined) return undefined;
  if (!(cause instanceof Error)) return String(cause);
  return fault?.code === 'internal' ? (cause.stack ?? cause.message) : cause.message;
}
