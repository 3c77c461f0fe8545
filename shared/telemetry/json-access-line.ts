import type { Attempt, Finished } from '../engine/exchange.ts';
import { geoCountry } from '../engine/geo-country.ts';
import { limitHit } from '../engine/limit-hit.ts';
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
 * A line as JSON. Written field by field rather than from a table, which takes twice as long
 * (`test/bench/micro/access-log.ts`).
 */
export function jsonAccessLine(facts: LineFacts, shown: FieldSwitches): string {
  const { exchange } = facts;
  const line =
    requestPart(facts, shown) +
    answerPart(facts, shown) +
    upstreamPart(exchange, shown) +
    modelPart(exchange) +
    keyPart(exchange) +
    cachePart(exchange);
  // Each field brings a comma along.
  return `{${line.slice(1)}}`;
}

function requestPart({ exchange, timestamps }: LineFacts, shown: FieldSwitches): string {
  const { received, client } = exchange;
  const { headers, query } = received;
  let part = '';
  if (shown.timestamp !== false) part += `,"timestamp":"${timestamps.iso(exchange.startedAt)}"`;
  if (shown.traceId !== false) part += `,"trace_id":${jsonText(exchange.trace.id)}`;
  if (shown.method !== false) part += `,"method":${jsonText(received.method)}`;
  if (shown.path !== false) part += `,"path":${jsonText(received.path)}`;
  if (shown.query !== false && query !== undefined) part += `,"query":${jsonText(query)}`;
  part += protocols[received.version];
  if (shown.clientIp !== false) part += `,"client_ip":${jsonText(client.address)}`;
  if (shown.userAgent !== false) part += optional(',"user_agent":', headers.get('user-agent'));
  if (shown.referer !== false) part += optional(',"referer":', headers.get('referer'));
  if (shown.geoCountry !== false) part += optional(',"geo_country":', exchange.get(geoCountry));
  if (client.host !== '') part += `,"host":${jsonText(client.host)}`;
  return `${part},"listener":${jsonName(exchange.downstream.listener)}`;
}

const protocols = {
  '1.0': ',"protocol":"HTTP/1.0"',
  '1.1': ',"protocol":"HTTP/1.1"',
  '2': ',"protocol":"HTTP/2"',
  '3': ',"protocol":"HTTP/3"',
} as const;

function answerPart({ exchange, tookMs, instanceId }: LineFacts, shown: FieldSwitches): string {
  const { bytesSent, bytesReceived, fault } = exchange.ending;
  const status = statusOf(exchange);
  let part = '';
  if (shown.status !== false) part += `,"status":${status}`;
  if (shown.latencyMs !== false) part += `,"duration_ms":${thousandths(tookMs)}`;
  if (shown.bodyBytesSent !== false && bytesSent !== undefined) {
    part += `,"body_bytes":${bytesSent},"body_bytes_sent":${bytesSent}`;
  }
  if (bytesReceived !== undefined) part += `,"body_bytes_received":${bytesReceived}`;
  if (shown.rateLimitHit !== false) {
    const hit = exchange.get(limitHit);
    part += hit !== undefined || status === 429 ? ',"rate_limit_hit":true' : ',"rate_limit_hit":false';
    part += optional(',"rate_limit":', hit?.limit);
  }
  part += optional(',"error_code":', (exchange.fault ?? fault)?.code);
  return `${part},"instance_id":${jsonName(instanceId)}`;
}

function upstreamPart({ routing, attempts, fallback }: Finished, shown: FieldSwitches): string {
  const last = attempts.at(-1);
  let part = `,"upstream_attempts":${attempts.length}`;
  if (attempts.length > 1) part += hedgesPart(attempts);
  if (routing) {
    const { id, handler, upstreamName } = routing.route;
    part += `,"route_id":${jsonName(id)},"handler":${jsonName(handler.name)}`;
    part += named(',"upstream":', last?.upstream ?? upstreamName);
  }
  if (fallback) part += `,"fallback_from":${jsonText(fallback.from)},"fallback_reason":${jsonText(fallback.reason)}`;
  if (shown.upstreamAddr !== false) part += named(',"upstream_addr":', last?.target.name);
  if (shown.connectionReused !== false) {
    part += last?.reused ? ',"connection_reused":true' : ',"connection_reused":false';
  }
  return part;
}

function hedgesPart(attempts: readonly Attempt[]): string {
  let hedges = 0;
  for (const { isHedge } of attempts) if (isHedge) hedges += 1;
  return hedges === 0 ? '' : `,"upstream_hedges":${hedges}`;
}

function optional(prefix: string, text: string | undefined): string {
  return text === undefined ? '' : prefix + jsonText(text);
}

function named(prefix: string, name: string | undefined): string {
  return name === undefined ? '' : prefix + jsonName(name);
}

/** Milliseconds with three decimals. Whole numbers are far cheaper to write than fractions. */
function thousandths(ms: number): string {
  const micros = Math.max(0, Math.round(ms * 1000));
  const rest = micros % 1000;
  const whole = (micros - rest) / 1000;
  return rest === 0 ? String(whole) : `${whole}.${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}`;
}
