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
  #streams: Readonly<Partial<Record<LogStream, Opened>>> = {};

  write(stream: LogStream, line: string): void {
    const opened = this.#streams[stream];
    if (opened) opened.writer.line(line, opened.batchBytes);
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
      for (const { file } of Object.values(wanted)) {
        if (!writers.has(file)) writers.set(file, writerTo(file, Object.values(wanted)));
      }
    } catch (error) {
      for (const writer of writers.values()) writer.close();
      throw error;
    }
    this.#key = key;
    const before = this.#writers;
    this.#writers = writers;
    this.#streams = Object.fromEntries(
      Object.entries(wanted).map(([stream, { file, bufferSizeBytes }]) => [
        stream,
        { writer: writers.get(file), batchBytes: bufferSizeBytes },
      ]),
    ) as Partial<Record<LogStream, Opened>>;
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

/** Where a stream goes, and how much of it is gathered before it is written. */
interface Opened {
  readonly writer: LineWriter;
  readonly batchBytes: number;
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

/** One writer for all streams of a file; at most one rule of rotation is said of it. */
function writerTo(file: string, wanted: readonly Wish[]): LineWriter {
  const here = wanted.filter((one) => one.file === file);
  const rotate = here.find((one) => one.rotate !== undefined)?.rotate;
  return new LineWriter(new LogFile(file, rotate), Math.max(...here.map(({ bufferSizeBytes }) => bufferSizeBytes)));
}

function wish({ file, bufferSizeBytes, rotate }: Wish): Wish {
  return { file, bufferSizeBytes, rotate };
}
