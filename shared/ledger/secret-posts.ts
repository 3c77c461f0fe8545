import { Fault } from '../errors/fault.ts';
import { BytesBody } from '../http/bytes-body.ts';
import { collectBody } from '../http/collect-body.ts';
import { HeaderList } from '../http/header-list.ts';
import type { Platform } from '../platform/platform.ts';
import type { Address, UpstreamRequest, UpstreamResponse } from '../platform/transport.ts';

/** A server of counts that is asked over HTTP, and what it asks for. */
export interface SecretPlace {
  /** `https://…`; `http://` to this machine alone. */
  readonly url: string;
  /** A secret. */
  readonly token: string;
  /** Longest wait for one answer. */
  readonly timeoutMs: number;
}

/** What was answered. */
export interface PostAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends JSON to a path below that of the URL. Rejects with a `Fault`, `unsent` when nothing can have taken place. */
export type SecretPost = (path: string, json: string) => Promise<PostAnswer>;

/** How the posts to one kind of server differ from those to another. */
export interface PostWays {
  /** Stands in messages. */
  readonly what: string;
  /** For URLs without one. */
  readonly usualPath: string;
  readonly maxAnswerBytes: number;
}

/**
 * Posts over the transport of the platform, like requests to an upstream: each is sent once, with one deadline for all of
 * it. Throws `Fault('ledger_unavailable')` for a URL that would send the token in the clear to anybody but this machine.
 */
export function secretPosts(
  place: SecretPlace,
  { what, usualPath, maxAnswerBytes }: PostWays,
  { transport, timers }: Pick<Platform, 'transport' | 'timers'>,
): SecretPost {
  const make = requestsTo(place, checked(place.url, what), usualPath);
  const { timeoutMs } = place;
  return async (path, json) => {
    const call = transport.send(make(path, json));
    const timer = timers.after(timeoutMs, () => call.cancel(late(timeoutMs)));
    try {
      return await answerOf(await call.response, maxAnswerBytes);
    } finally {
      timer.cancel();
    }
  };
}

/** One decoder for all answers; each is decoded whole. */
const decoder = new TextDecoder();

async function answerOf({ head, body }: UpstreamResponse, maxBytes: number): Promise<PostAnswer> {
  const text = body === null ? '' : decoder.decode(await collectBody(body, maxBytes));
  return { status: head.status, text };
}

function late(timeoutMs: number): Fault {
  return new Fault('ledger_unavailable', { detail: `it did not answer within ${timeoutMs} ms` });
}

/** Connections kept, most of them idle. The edge closes what is idle for minutes; we are before it. */
const pool = { maxConnections: 64, maxIdle: 16, idleTimeoutMs: 30_000, maxLifetimeMs: undefined };

/** What is the same in all requests is made once. */
function requestsTo({ token, timeoutMs }: SecretPlace, url: URL, usualPath: string) {
  const { host, pathname } = url;
  const address = addressOf(url);
  const root = pathname === '/' ? usualPath : pathname.replace(/\/$/, '');
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  // The one deadline of the whole call comes first.
  const laterMs = 2 * timeoutMs;
  const timeouts = { connectMs: laterMs, firstByteMs: laterMs, readMs: laterMs, writeMs: laterMs };
  const scheme = address.tls === undefined ? 'http' : 'https';
  const common = { method: 'POST', scheme, authority: host, query: undefined, version: '1.1' } as const;
  return (path: string, json: string): UpstreamRequest => ({
    address,
    head: { ...common, path: `${root}/${path}`, headers: HeaderList.of(headers) },
    body: new BytesBody(json),
    timeouts,
    upgrade: undefined,
    informed: undefined,
  });
}

function addressOf({ protocol, hostname, port }: URL): Address {
  const isSecure = protocol === 'https:';
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (isSecure ? 443 : 80) : Number(port),
    tls: isSecure
      ? { serverName: undefined, skipVerify: false, ca: undefined, cert: undefined, key: undefined }
      : undefined,
    pool,
  };
}

const loopback = ['localhost', '127.0.0.1', '[::1]'];

function checked(text: string, what: string): URL {
  // The text itself is not told: a URL may hold a secret.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.includes(url.hostname))) return url;
  throw new Fault('ledger_unavailable', { detail: `the URL of ${what} must begin with https://` });
}
