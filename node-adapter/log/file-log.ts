import type { Config } from '../../shared/config/config.ts';
import type { LogSink, LogStream } from '../../shared/platform/log-sink.ts';
import { LineWriter } from './line-writer.ts';
import { LogFile, type Rotation } from './log-file.ts';

type Logging = Config['observability']['logging'];

/** The logs of a process, each stream in the file the configuration names; streams of one file share it. */
export class FileLog implements LogSink {
  #writers = new Map<string, LineWriter>();
  /** What is open now, to see whether a new configuration wants the same. */
  #key = '';
  #streams: Readonly<Partial<Record<LogStream, LineWriter>>> = {};

  write(stream: LogStream, line: string): void {
    this.#streams[stream]?.line(line);
  }

  /** Lines lost since the start. */
  get dropped(): number {
    return [...this.#writers.values()].reduce((sum, { dropped }) => sum + dropped, 0);
  }

  /** Opens what the configuration names. Throws, and changes nothing, when a file cannot be opened. */
  configure(logging: Logging): void {
    const wanted = wishes(logging);
    const key = JSON.stringify(wanted);
    if (key === this.#key) return;
    const writers = new Map<string, LineWriter>();
    try {
      for (const { file, bufferSizeBytes, rotate } of Object.values(wanted)) {
        if (!writers.has(file)) writers.set(file, new LineWriter(new LogFile(file, rotate), bufferSizeBytes));
      }
    } catch (error) {
      for (const writer of writers.values()) writer.close();
      throw error;
    }
    this.#key = key;
    const before = this.#writers;
    this.#writers = writers;
    this.#streams = Object.fromEntries(
      Object.entries(wanted).map(([stream, { file }]) => [stream, writers.get(file)]),
    ) as Partial<Record<LogStream, LineWriter>>;
    for (const writer of before.values()) writer.close();
  }

  /** Opens all files anew, because another program has put them aside. */
  reopen(): void {
    for (const writer of this.#writers.values()) writer.reopen();
  }

  /** Writes what waits before it returns, for the end of the process. */
  flushNow(): void {
    for (const writer of this.#writers.values()) writer.flushNow();
  }
}

interface Wish {
  readonly file: string;
  readonly bufferSizeBytes: number;
  readonly rotate?: Rotation | undefined;
}

function wishes({ file, accessLog, errorLog, auditLog }: Logging): Partial<Record<LogStream, Wish>> {
  return {
    app: { file, bufferSizeBytes: 0 },
    ...(accessLog?.enabled && { access: wish(accessLog) }),
    ...(errorLog.enabled && { error: wish(errorLog) }),
    ...(auditLog?.enabled && { audit: wish(auditLog) }),
  };
}

function wish({ file, bufferSizeBytes, rotate }: Wish): Wish {
  return { file, bufferSizeBytes, rotate };
}
