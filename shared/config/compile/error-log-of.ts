import type { Platform } from '../../platform/platform.ts';
import { ErrorLog } from '../../telemetry/error-log.ts';
import type { Config } from '../config.ts';

/** The error log of a configuration; `undefined` when it is off. */
export function errorLogOf(
  { observability }: Pick<Config, 'observability'>,
  { log }: Pick<Platform, 'log'>,
): ErrorLog | undefined {
  const { enabled, level } = observability.logging.errorLog;
  return enabled ? new ErrorLog(level, log) : undefined;
}
