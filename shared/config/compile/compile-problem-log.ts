import type { Platform } from '../../platform/platform.ts';
import type { Config } from '../config.ts';
import { errorLogOf } from './error-log-of.ts';

/** Where it is told that something outside is wrong which a filter needs. */
export function compileProblemLog(config: Config, platform: Platform): (problem: string) => void {
  const log = errorLogOf(config, platform);
  return (message) => log?.write({ at: platform.clock.now(), level: 'warn', message });
}
