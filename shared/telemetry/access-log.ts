import type { Finished } from '../engine/exchange.ts';
import type { Platform } from '../platform/platform.ts';
import { combinedAccessLine } from './combined-access-line.ts';
import type { FieldSwitches } from './field-switches.ts';
import { JsonAccessLine } from './json-access-line.ts';
import { statusOf } from './line-facts.ts';
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
  readonly #json: JsonAccessLine;

  constructor(options: AccessLogOptions, platform: Pick<Platform, 'clock' | 'random' | 'log'>) {
    const { fields, includeTraceId, instanceId } = options;
    this.#options = options;
    this.#platform = platform;
    this.#json = new JsonAccessLine(includeTraceId ? fields : { ...fields, traceId: false }, instanceId);
  }

  /** Writes the line of a request that is over, if it is one of those to be logged. */
  record(exchange: Finished): void {
    if (!this.#isWanted(exchange)) return;
    this.#platform.log.write('access', this.lineOf(exchange));
  }

  /** The line itself. */
  lineOf(exchange: Finished): string {
    const tookMs = this.#platform.clock.monotonic() - exchange.startedMono;
    if (this.#options.format === 'json') return this.#json.of(exchange, tookMs);
    return combinedAccessLine({ exchange, tookMs, timestamps: this.#timestamps });
  }

  #isWanted(exchange: Finished): boolean {
    const { sampleRate, sampleErrorsAlways } = this.#options;
    if (sampleRate >= 1) return true;
    const hasFailed = exchange.fault !== undefined || exchange.ending.fault !== undefined || statusOf(exchange) >= 400;
    return (hasFailed && sampleErrorsAlways) || this.#platform.random.next() < sampleRate;
  }
}
