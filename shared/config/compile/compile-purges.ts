import type { Cache } from '../../cache/cache.ts';
import { PurgeDesk, type PurgeReport, purgeText } from '../../cache/purge-desk.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Config } from '../config.ts';
import { auditLogOf } from './audit-log-of.ts';
import { errorLogOf } from './error-log-of.ts';

/** Where the cache is asked about and purged. Every purge is told: in the audit log, or in the error log where there is none. */
export function compilePurges(config: Config, platform: Platform, cache: Cache): PurgeDesk {
  return new PurgeDesk(cache, reportOf(config, platform));
}

function reportOf(config: Config, platform: Platform): (purge: PurgeReport) => void {
  const audit = auditLogOf(config, platform);
  const at = (): number => platform.clock.now();
  if (!audit) {
    const log = errorLogOf(config, platform);
    return ({ what, how, count, by }) =>
      log?.write({
        ...{ at: at(), level: 'info', message: `cache purged: ${purgeText(what)}` },
        facts: { how, count: count ?? 'not done', by: by.clientIp },
      });
  }
  return ({ what, how, count, by }) =>
    audit.write({
      ...{ at: at(), type: 'cache_purge', action: how, ...by },
      reason: purgeText(what),
      metadata: { count: String(count ?? 'not done') },
    });
}
