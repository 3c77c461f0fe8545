import type { Platform } from '../../platform/platform.ts';
import type { HealthChange, HealthEvent, HealthObserver } from '../../upstream/health/health-change.ts';
import type { Config } from '../config.ts';
import { errorLogOf } from './error-log-of.ts';

/** What is told of each change of a target: a line in the error log, if that is on. */
export function compileHealthLog(config: Config, platform: Platform): HealthObserver | undefined {
  const log = errorLogOf(config, platform);
  if (!log) return undefined;
  return (change) => {
    const level = quiet.has(change.what) ? 'info' : 'warn';
    log.write({ at: platform.clock.now(), level, message: messageOf(change) });
  };
}

/** What nobody has to act on: recoveries, and steps on the way to them. */
const quiet: ReadonlySet<HealthEvent> = new Set<HealthEvent>([
  'healthy',
  'returned',
  'warm',
  'breaker half-open',
  'breaker closed',
  'panic over',
  'targets changed',
  'discovery back',
]);

function messageOf({ upstream, target, what, reason }: HealthChange): string {
  const subject = target === undefined ? `Upstream "${upstream}"` : `Target ${target} of upstream "${upstream}"`;
  return `${subject} ${words[what]}: ${reason}.`;
}

const words: Readonly<Record<HealthEvent, string>> = {
  healthy: 'is healthy',
  unhealthy: 'is unhealthy',
  degraded: 'is degraded',
  cold: 'is cold',
  warm: 'is warm again',
  drained: 'was used no more, and its requests were broken off',
  ejected: 'is out of service',
  returned: 'is back in service',
  'breaker open': 'is left alone by its circuit breaker',
  'breaker half-open': 'is tried by its circuit breaker',
  'breaker closed': 'is used again by its circuit breaker',
  panic: 'uses all its targets',
  'panic over': 'uses its healthy targets alone',
  'targets changed': 'has other targets',
  'targets left out': 'leaves targets out',
  'discovery failing': 'keeps the targets it knows, as their source fails',
  'discovery stale': 'has given up the targets it knew',
  'discovery back': 'knows its targets again',
};
