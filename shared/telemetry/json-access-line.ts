import type { Attempt, Finished } from '../engine/exchange.ts';
import { geoCountry } from '../engine/geo-country.ts';
import { limitHit } from '../engine/limit-hit.ts';
import type { Route } from '../engine/plan.ts';
import { cachePart } from './cache-part.ts';
import { keyPart } from './key-part.ts';
import { type LineFacts, statusOf } from './line-facts.ts';
import { jsonName, jsonText } from './log-text.ts';
import { modelPart } from './model-part.ts';

/** Fields of a line that can be left out, as the configuration names them. Absent means shown. */
export type FieldSwitches = { readonly [Name in Switch]?: boolean };

type Switch =
  | 'timestamp'
  | 'traceId'
  | 'method'
  | 'path'
  | 'query'
  | 'status'
  | 'latencyMs'
  | 'clientIp'
  | 'userAgent'
  | 'referer'
  | 'bodyBytesSent'
  | 'upstreamAddr'
  | 'connectionReused'
  | 'rateLimitHit'
  | 'geoCountry';

/**
 * A line as JSON. Written field by field rather than from a table, which takes twice as long, and each field is added to
 * the line in one go (`test/bench/micro/access-log.ts`).
 */
export function jsonAccessLine(facts: LineFacts, shown: FieldSwitches): string {
  const { exchange, timestamps } = facts;
  const hasTime = shown.timestamp !== false;
  let line = hasTime ? `{"timestamp":"${timestamps.iso(exchange.startedAt)}"` : '';
  line = withRequest(line, facts, shown);
  line = withAnswer(line, facts, shown);
  line = withUpstream(line, exchange, shown);
  const last = modelPart(exchange) + keyPart(exchange) + cachePart(exchange);
  if (hasTime) return `${line}${last}}`;
  // Each field brings a comma along.
  return `{${line.slice(1)}${last}}`;
}

function withRequest(before: string, { exchange }: LineFacts, shown: FieldSwitches): string {
  const { received, client } = exchange;
  const { headers, query } = received;
  let line = before;
  if (shown.traceId !== false) line = `${line},"trace_id":${jsonText(exchange.trace.id)}`;
  if (shown.method !== false) line = `${line},"method":${jsonText(received.method)}`;
  if (shown.path !== false) line = `${line},"path":${jsonText(received.path)}`;
  if (shown.query !== false && query !== undefined) line = `${line},"query":${jsonText(query)}`;
  line += protocols[received.version];
  if (shown.clientIp !== false) line = `${line},"client_ip":${jsonText(client.address)}`;
  if (shown.userAgent !== false) line = withOptional(line, ',"user_agent":', headers.get('user-agent'));
  if (shown.referer !== false) line = withOptional(line, ',"referer":', headers.get('referer'));
  if (shown.geoCountry !== false) line = withOptional(line, ',"geo_country":', exchange.get(geoCountry));
  if (client.host !== '') line = `${line},"host":${jsonText(client.host)}`;
  return `${line},"listener":${jsonName(exchange.downstream.listener)}`;
}

const protocols = {
  '1.0': ',"protocol":"HTTP/1.0"',
  '1.1': ',"protocol":"HTTP/1.1"',
  '2': ',"protocol":"HTTP/2"',
  '3': ',"protocol":"HTTP/3"',
} as const;

function withAnswer(before: string, { exchange, tookMs, instanceId }: LineFacts, shown: FieldSwitches): string {
  const { bytesSent, bytesReceived, fault } = exchange.ending;
  const status = statusOf(exchange);
  let line = before;
  if (shown.status !== false) line = `${line},"status":${status}`;
  if (shown.latencyMs !== false) line = withThousandths(`${line},"duration_ms":`, tookMs);
  if (shown.bodyBytesSent !== false && bytesSent !== undefined) {
    const sent = String(bytesSent);
    line = `${line},"body_bytes":${sent},"body_bytes_sent":${sent}`;
  }
  if (bytesReceived !== undefined) line = `${line},"body_bytes_received":${bytesReceived}`;
  if (shown.rateLimitHit !== false) {
    const hit = exchange.get(limitHit);
    line += hit !== undefined || status === 429 ? ',"rate_limit_hit":true' : ',"rate_limit_hit":false';
    line = withOptional(line, ',"rate_limit":', hit?.limit);
  }
  line = withOptional(line, ',"error_code":', (exchange.fault ?? fault)?.code);
  return `${line},"instance_id":${jsonName(instanceId)}`;
}

function withUpstream(before: string, { routing, attempts, fallback }: Finished, shown: FieldSwitches): string {
  const last = attempts.at(-1);
  let line = `${before},"upstream_attempts":${attempts.length}`;
  if (attempts.length > 1) line += hedgesPart(attempts);
  if (routing) {
    line += routePart(routing.route);
    line = withName(line, ',"upstream":', last?.upstream ?? routing.route.upstreamName);
  }
  if (fallback) line += `,"fallback_from":${jsonText(fallback.from)},"fallback_reason":${jsonText(fallback.reason)}`;
  if (shown.upstreamAddr !== false) line = withName(line, ',"upstream_addr":', last?.target.name);
  if (shown.connectionReused !== false) {
    line += last?.reused ? ',"connection_reused":true' : ',"connection_reused":false';
  }
  return line;
}

/** Written once for each route. */
function routePart(route: Route): string {
  let part = routeParts.get(route);
  if (part === undefined) {
    part = `,"route_id":${jsonText(route.id)},"handler":${jsonText(route.handler.name)}`;
    routeParts.set(route, part);
  }
  return part;
}

const routeParts = new WeakMap<Route, string>();

function hedgesPart(attempts: readonly Attempt[]): string {
  let hedges = 0;
  for (const { isHedge } of attempts) if (isHedge) hedges += 1;
  return hedges === 0 ? '' : `,"upstream_hedges":${hedges}`;
}

function withOptional(line: string, prefix: string, text: string | undefined): string {
  return text === undefined ? line : line + prefix + jsonText(text);
}

function withName(line: string, prefix: string, name: string | undefined): string {
  return name === undefined ? line : line + prefix + jsonName(name);
}

/** Adds milliseconds with three decimals. Whole numbers are far cheaper to write than fractions. */
function withThousandths(line: string, ms: number): string {
  const micros = Math.max(0, Math.round(ms * 1000));
  const rest = micros % 1000;
  const whole = (micros - rest) / 1000;
  return rest === 0 ? line + whole : line + whole + (rest < 10 ? '.00' : rest < 100 ? '.0' : '.') + rest;
}
