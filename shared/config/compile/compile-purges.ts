import type { Cache } from '../../cache/cache.ts';
import { PurgeDesk, type PurgeReport, purgeText } from '../../cache/purge-desk.ts';
import type { Platform } from '../../platform/platform.ts';
import { AuditLog } from '../../telemetry/audit-log.ts';
import type { Config } from '../config.ts';
import { errorLogOf } from './error-log-of.ts';

/** Where the cache is asked about and purged. Every purge is told: in the audit log, or in the error log where there is none. */
export function compilePurges(config: Config, platform: Platform, cache: Cache): PurgeDesk {
  return new PurgeDesk(cache, reportOf(config, platform));
}

function reportOf(config: Config, platform: Platform): (purge: PurgeReport) => void {
  const { auditLog } = config.observability.logging;
  const at = (): number => platform.clock.now();
  if (!auditLog?.enabled) {
    const log = errorLogOf(config, platform);
    return ({ what, how, count, by }) =>
      log?.write({
        ...{ at: at(), level: 'info', message: `cache purged: ${purgeText(what)}` },
        facts: { how, count: count ?? 'not done', by: by.clientIp },
      });
  }
  const log = new AuditLog(auditLog, platform.log);
  return ({ what, how, count, by }) =>
    log.write({
      ...{ at: at(), type: 'cache_purge', action: how, ...by },
      reason: purgeText(what),
      metadata: { count: String(count ?? 'not done') },
    });
}
