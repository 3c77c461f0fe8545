import { Allowance, type AllowanceOptions } from '../../shared/platform/allowance.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import type { AppLog, Level } from './app-log.ts';

/** What is told, and how often. */
export interface ThrottledLine {
  readonly level: Level;
  readonly message: string;
  /** Lines that may be written at once, and in a second. */
  readonly rate: AllowanceOptions;
}

/** Tells of what may happen with every request: some lines of it, each with how often it was not told before. */
export class ThrottledLog {
  readonly #log: AppLog;
  readonly #line: ThrottledLine;
  readonly #allowance: Allowance;
  #untold = 0;

  constructor(log: AppLog, line: ThrottledLine, clock: Clock) {
    this.#log = log;
    this.#line = line;
    this.#allowance = new Allowance(line.rate, clock);
  }

  note(facts: Readonly<Record<string, string | number>>): void {
    if (!this.#allowance.take()) {
      this.#untold += 1;
      return;
    }
    const more = this.#untold === 0 ? {} : { 'untold-before': this.#untold };
    this.#untold = 0;
    this.#log.say(this.#line.level, this.#line.message, { ...facts, ...more });
  }
}
