import { randomBytes } from 'node:crypto';
import type { Config } from '../../shared/config/config.ts';

/** Carries the key of sticky cookies to the workers, which must agree on it. */
const cookieKeyVariable = 'SENTINEL_WORKER_COOKIE_KEY';

/** Whether this process was started with {@link workerEnvironment}. */
export function hasWorkerEnvironment(): boolean {
  return process.env[cookieKeyVariable] !== undefined;
}

/** What every worker is started with beside what it reads for itself. */
export function workerEnvironment(): Readonly<Record<string, string>> {
  return { [cookieKeyVariable]: randomBytes(32).toString('hex') };
}

/** The configuration as one of several processes follows it: what concerns all of them together is left out. */
export function workerConfig(config: Config): Config {
  const { system, observability } = config;
  const { logging } = observability;
  const cookieSecret = system.cookieSecret ?? process.env[cookieKeyVariable];
  return {
    ...config,
    system: { ...system, ...(cookieSecret !== undefined && { cookieSecret }) },
    observability: {
      ...observability,
      logging: {
        ...logging,
        ...(logging.accessLog && { accessLog: { ...logging.accessLog, rotate: undefined } }),
        errorLog: { ...logging.errorLog, rotate: undefined },
        ...(logging.auditLog && { auditLog: { ...logging.auditLog, rotate: undefined } }),
      },
    },
  };
}
