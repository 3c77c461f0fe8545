import type { Finished } from '../engine/exchange.ts';
import type { Platform } from '../platform/platform.ts';
import { combinedAccessLine } from './combined-access-line.ts';
import { type FieldSwitches, jsonAccessLine } from './json-access-line.ts';
import { type LineFacts, statusOf } from './line-facts.ts';
import { Timestamps } from './timestamps.ts';

/** What the configuration says about the access log. */
export interface AccessLogOptions {
  readonly format: 'json' | 'combined';
  /** Share of the requests that are logged, 0 to 1. */
  readonly sampleRate: number;
  /** Logs every request that failed, whatever the share. */
  readonly sampleErrorsAlways: boolean;
  readonly includeTraceId: boolean;
  readonly fields: FieldSwitches;
  readonly instanceId: string;
}

/** One line for each request. */
export class AccessLog {
  readonly #options: AccessLogOptions;
  readonly #platform: Pick<Platform, 'clock' | 'random' | 'log'>;
  readonly #timestamps = new Timestamps();
  readonly #shown: FieldSwitches;

  constructor(options: AccessLogOptions, platform: Pick<Platform, 'clock' | 'random' | 'log'>) {
    const { fields, includeTraceId } = options;
    this.#options = options;
    this.#platform = platform;
    this.#shown = includeTraceId ? fields : { ...fields, traceId: false };
  }

  /** Writes the line of a request that is over, if it is one of those to be logged. */
  record(exchange: Finished): void {
    if (!this.#isWanted(exchange)) return;
    this.#platform.log.write('access', this.lineOf(exchange));
  }

  /** The line itself. */
  lineOf(exchange: Finished): string {
    const facts: LineFacts = {
      exchange,
      tookMs: this.#platform.clock.monotonic() - exchange.startedMono,
      instanceId: this.#options.instanceId,
      timestamps: this.#timestamps,
    };
    return this.#options.format === 'combined' ? combinedAccessLine(facts) : jsonAccessLine(facts, this.#shown);
  }

  #isWanted(exchange: Finished): boolean {
    const { sampleRate, sampleErrorsAlways } = this.#options;
    if (sampleRate >= 1) return true;
    const hasFailed = exchange.fault !== undefined || exchange.ending.fault !== undefined || statusOf(exchange) >= 400;
    return (hasFailed && sampleErrorsAlways) || this.#platform.random.next() < sampleRate;
  }
}
