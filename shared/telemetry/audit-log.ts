import type { Finished } from '../engine/exchange.ts';
import { type LimitHit, limitHit } from '../engine/limit-hit.ts';
import { virtualKeyNote } from '../engine/virtual-key-note.ts';
import type { Code } from '../errors/codes.ts';
import { digest } from '../http/digest.ts';
import type { LogSink } from '../platform/log-sink.ts';
import { jsonLine } from './log-text.ts';
import { Timestamps } from './timestamps.ts';

/** What an audit line tells of. */
export type AuditEventType =
  | 'blocked'
  | 'agent_decision'
  | 'guardrail'
  | 'waf_match'
  | 'waf_block'
  | 'rate_limit_exceeded'
  | 'auth_event'
  | 'config_change'
  | 'cert_reload'
  | 'circuit_breaker_change'
  | 'cache_purge'
  | 'admin_action'
  | 'custom';

/** Something refused or changed. Empty lists are left out of the line. */
export interface AuditEvent {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly type: AuditEventType;
  readonly traceId?: string | undefined;
  /** `-` where there is no request. */
  readonly method: string;
  readonly path: string;
  readonly clientIp: string;
  readonly routeId?: string | undefined;
  readonly reason?: string | undefined;
  readonly action?: string | undefined;
  readonly status?: number | undefined;
  readonly ruleIds?: readonly string[];
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What was refused or changed. */
export class AuditLog {
  readonly #logsBlocked: boolean;
  readonly #log: LogSink;
  readonly #timestamps = new Timestamps();

  constructor({ logBlocked }: { readonly logBlocked: boolean }, log: LogSink) {
    this.#logsBlocked = logBlocked;
    this.#log = log;
  }

  write(event: AuditEvent): void {
    if (event.type === 'blocked' && !this.#logsBlocked) return;
    this.#log.write('audit', auditLine(event, this.#timestamps));
  }

  /** Writes a line when a rule refused the request, or when it met a limit that let it through. */
  record(exchange: Finished): void {
    const { fault } = exchange;
    const hit = exchange.get(limitHit);
    const refusal = fault && refusals[fault.code];
    if (!refusal && !hit) return;
    this.write({
      at: exchange.startedAt,
      type: refusal?.type ?? 'rate_limit_exceeded',
      traceId: exchange.trace.id,
      method: exchange.received.method,
      path: exchange.received.path,
      clientIp: exchange.client.address,
      routeId: exchange.routing?.route.id,
      reason: refusal && fault.code,
      action: refusal?.action ?? hit?.action,
      status: fault?.status ?? exchange.response?.status,
      metadata: { ...(hit && factsOf(hit)), ...keyOf(exchange) },
    });
  }
}

/** One audit line, as JSON. */
function auditLine(event: AuditEvent, timestamps: Timestamps): string {
  const { at, type, traceId, method, path, clientIp, routeId, reason, action, status, metadata } = event;
  return jsonLine({
    timestamp: timestamps.iso(at),
    trace_id: traceId,
    event_type: type,
    method,
    path,
    client_ip: clientIp,
    route_id: routeId,
    reason,
    rule_ids: filled(event.ruleIds),
    tags: filled(event.tags),
    action,
    status_code: status,
    metadata: metadata && Object.keys(metadata).length > 0 ? metadata : undefined,
  });
}

/** Which key it was, where it was a known one. */
function keyOf(exchange: Finished): Readonly<Record<string, string>> {
  const key = exchange.get(virtualKeyNote);
  return key ? { virtual_key: key.id } : {};
}

/** Which limit it was, and whose count, in a form that shows neither addresses nor secrets. */
function factsOf({ limit, key }: LimitHit): Readonly<Record<string, string>> {
  return { limit, key: digest(key) };
}

interface Refusal {
  readonly type: AuditEventType;
  readonly action: string;
}

/** The failures that are a rule at work; all others are no matter for an audit. */
const refusals: { readonly [Name in Code]?: Refusal } = {
  unauthorized: { type: 'auth_event', action: 'denied' },
  credentials_invalid: { type: 'auth_event', action: 'denied' },
  scope_insufficient: { type: 'auth_event', action: 'denied' },
  access_denied: { type: 'blocked', action: 'denied' },
  rate_limited: { type: 'rate_limit_exceeded', action: 'rejected' },
  token_limit_exceeded: { type: 'rate_limit_exceeded', action: 'rejected' },
  budget_exhausted: { type: 'rate_limit_exceeded', action: 'rejected' },
  request_too_large_for_limit: { type: 'rate_limit_exceeded', action: 'rejected' },
  model_not_allowed: { type: 'blocked', action: 'denied' },
  limit_key_missing: { type: 'blocked', action: 'denied' },
  upgrade_not_allowed: { type: 'blocked', action: 'websocket_rejected' },
};

function filled(list: readonly string[] | undefined): readonly string[] | undefined {
  return list && list.length > 0 ? list : undefined;
}
