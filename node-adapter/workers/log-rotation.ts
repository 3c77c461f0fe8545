import { clearInterval, setInterval } from 'node:timers';
import type { Config } from '../../shared/config/config.ts';
import { LogFile } from '../log/log-file.ts';

type Logging = Config['observability']['logging'];

/** How often the sizes of log files are looked at, in milliseconds; until then a file may grow beyond its limit. */
const lookEveryMs = 1_000;

/**
 * Puts log files aside for processes that append to the same ones: only one may do so, and the others must hear of it.
 * Answers what ends the watch.
 */
export function rotateLogs(logging: Logging, onRotated: () => void): () => void {
  const paths = new Set<string>();
  const files: LogFile[] = [];
  for (const log of [logging.accessLog, logging.errorLog, logging.auditLog]) {
    if (!log?.enabled || log.rotate === undefined || paths.has(log.file)) continue;
    paths.add(log.file);
    files.push(new LogFile(log.file, log.rotate));
  }
  const timer = setInterval(() => {
    if (files.filter(isRotated).length > 0) onRotated();
  }, lookEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    for (const file of files) file.close();
  };
}

/** Looks at the size of the file as it is now, and puts it aside when that is too much. */
function isRotated(file: LogFile): boolean {
  try {
    return file.putAsideIfFull();
  } catch {
    // It could not be put aside; the lines go where they went before, and the next look tries again.
    return false;
  }
}
