import { Allowance } from '../../shared/platform/allowance.ts';
import type { LogSink } from '../../shared/platform/log-sink.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import { ErrorLog, type LogLevel } from '../../shared/telemetry/error-log.ts';
import type { TurnedAway } from '../listener-server.ts';

/** Lines that may be written at once, and in a second: who opens too many connections must not fill a disk. */
const lines = { most: 5, perSecond: 0.2 };

/** Counts the connections that were closed because there were too many, and tells of them in the error log. */
export class TurnedAwayLog {
  /** Connections turned away since the start. */
  total = 0;
  #told = 0;
  #log: ErrorLog;
  readonly #sink: LogSink;
  readonly #clock: Clock;
  readonly #allowance: Allowance;

  constructor(level: LogLevel, sink: LogSink, clock: Clock) {
    this.#log = new ErrorLog(level, sink);
    this.#sink = sink;
    this.#clock = clock;
    this.#allowance = new Allowance(lines, clock);
  }

  /** Lines below `level` are left out from now on. */
  configure(level: LogLevel): void {
    this.#log = new ErrorLog(level, this.#sink);
  }

  /** `count` of a line is how many there were since the line before it. */
  note({ listener, reason, network }: TurnedAway): void {
    this.total += 1;
    if (!this.#allowance.take()) return;
    const count = this.total - this.#told;
    this.#told = this.total;
    this.#log.write({
      at: this.#clock.now(),
      level: 'warn',
      message: 'Connections were closed because there were too many.',
      facts: { code: reason, count, listener, client_network: network },
    });
  }
}
