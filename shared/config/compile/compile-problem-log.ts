import type { Platform } from '../../platform/platform.ts';
import { ErrorLog } from '../../telemetry/error-log.ts';
import type { Config } from '../config.ts';

/** Where it is told that something outside is wrong which a filter needs. */
export function compileProblemLog({ observability }: Config, { clock, log }: Platform): (problem: string) => void {
  const { enabled, level } = observability.logging.errorLog;
  if (!enabled) return () => {};
  const errors = new ErrorLog(level, log);
  return (message) => errors.write({ at: clock.now(), level: 'warn', message });
}
