/** Where log lines go. Never throws and never makes the caller wait; lines that cannot be kept are counted and dropped. */
export interface LogSink {
  /** Writes one line, without its line break, to the named stream. */
  write(stream: LogStream, line: string): void;
}

/** `access`: one line per request. `error`: what went wrong. `audit`: what was refused or changed. `app`: the program. */
export type LogStream = 'access' | 'error' | 'audit' | 'app';
