import { Fault } from '../../errors/fault.ts';
import { HeaderList } from '../../http/header-list.ts';
import { splitHostPort } from '../../http/host-port.ts';
import type { Address, UpstreamTls } from '../../platform/transport.ts';
import { ask } from '../health/ask.ts';
import type { Stopping } from '../health/probe.ts';
import type { SourcePlatform } from './source.ts';

/** An HTTP server that is asked for targets. */
export interface Endpoint {
  readonly address: Address;
  readonly authority: string;
  /** What its URL has after the host, with the query. */
  readonly path: string;
}

/** Bytes of an answer at most. */
export const maxAnswerBytes: number = 8 * 1024 * 1024;

/** The server of an address whose form was checked when the configuration was. */
export function endpointOf(url: string, tls: UpstreamTls | undefined): Endpoint {
  const [, scheme, authority = '', path = ''] = /^(https?):\/\/([^/?#]+)([^#]*)/.exec(url) ?? [];
  const isSecure = scheme === 'https';
  const place = splitHostPort(authority) ?? splitHostPort(`${authority}:${isSecure ? 443 : 80}`);
  if (!place) throw new Fault('internal', { detail: `no host in ${url}` });
  const address = { ...place, tls: isSecure ? (tls ?? publicTrust) : undefined, pool };
  return { address, authority, path };
}

/** One GET at a server. */
export interface Query {
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly timeoutMs: number;
}

/** An answer: what a source may look at of it. */
export interface SourceAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  /** The body as JSON. Throws a `Fault` when it is not. */
  json(): unknown;
}

/** Asks by the way that requests go. Rejects with a `Fault`, also for statuses that are not among `statuses`. */
export async function query(
  { address, authority }: Endpoint,
  { path, headers, timeoutMs }: Query,
  statuses: readonly number[],
  { platform, stopping }: { readonly platform: SourcePlatform; readonly stopping: Stopping },
): Promise<SourceAnswer> {
  const question = {
    ...{
      address,
      method: 'GET',
      authority,
      path: path === '' ? '/' : path,
      headers: sourceHeaders(headers),
      body: null,
    },
    ...{ timeoutMs, maxBytes: maxAnswerBytes + 1 },
  };
  const { status, headers: answered, content } = await ask(question, platform, stopping);
  if (!statuses.includes(status)) throw badAnswer(`status ${status}`);
  if (content.byteLength > maxAnswerBytes) throw badAnswer(`more than ${maxAnswerBytes} bytes`);
  return { status, headers: answered, json: () => jsonOf(new TextDecoder().decode(content)) };
}

/** What every question to a source says of itself, and what is added. */
export function sourceHeaders(added: Query['headers']): HeaderList {
  const headers = new HeaderList(['user-agent', 'Sentinel-Discovery', 'accept', 'application/json']);
  for (const [name, value] of added) headers.set(name, value);
  return headers;
}

/** A fault of a source, with its reason. */
export function badAnswer(detail: string): Fault {
  return new Fault('upstream_bad_response', { detail });
}

/** Reads JSON; throws a `Fault` that quotes nothing of it. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badAnswer('the answer is not JSON');
  }
}

/** A source has a connection or two; those of watches are on their own. */
const pool = { maxConnections: 4, maxIdle: 1, idleTimeoutMs: 30_000, maxLifetimeMs: undefined };

const publicTrust: UpstreamTls = {
  ...{ serverName: undefined, skipVerify: false, ca: undefined, cert: undefined, key: undefined },
};
