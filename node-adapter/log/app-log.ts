import type { LogSink } from '../../shared/platform/log-sink.ts';

/** How much a line about the program matters. */
export type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** What the configuration says about these lines. */
export interface AppLogOptions {
  readonly level: Level;
  readonly format: 'json' | 'pretty';
  readonly timestamps: boolean;
}

/** Lines about the program itself: start, reload, drain, end. */
export class AppLog {
  readonly #sink: LogSink;
  readonly #now: () => number;
  #options: AppLogOptions;

  constructor(sink: LogSink, now: () => number, options: AppLogOptions) {
    this.#sink = sink;
    this.#now = now;
    this.#options = options;
  }

  configure(options: AppLogOptions): void {
    this.#options = options;
  }

  /** Writes one line, unless its level is below the one asked for. */
  say(level: Level, message: string, facts: Readonly<Record<string, string | number>> = {}): void {
    const { level: least, format, timestamps } = this.#options;
    if (levels.indexOf(level) < levels.indexOf(least)) return;
    const time = timestamps ? { timestamp: new Date(this.#now()).toISOString() } : {};
    if (format === 'json') this.#sink.write('app', JSON.stringify({ ...time, level, message, ...facts }));
    else this.#sink.write('app', pretty([...Object.values(time), level.toUpperCase(), message], facts));
  }
}

const levels: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error'];

function pretty(words: readonly string[], facts: Readonly<Record<string, string | number>>): string {
  const told = Object.entries(facts).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [...words, ...told].join(' ');
}
