import type { Platform } from '../../platform/platform.ts';
import { AuditLog } from '../../telemetry/audit-log.ts';
import type { Config } from '../config.ts';

/** The audit log of a configuration; `undefined` where it has none. */
export function auditLogOf(
  { observability }: Pick<Config, 'observability'>,
  { log }: Pick<Platform, 'log'>,
): AuditLog | undefined {
  const { auditLog } = observability.logging;
  return auditLog?.enabled ? new AuditLog(auditLog, log) : undefined;
}
