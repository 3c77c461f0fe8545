import { Fault } from '../../errors/fault.ts';
import { BytesBody } from '../../http/bytes-body.ts';
import { collectBody } from '../../http/collect-body.ts';
import { HeaderList } from '../../http/header-list.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Address, UpstreamRequest, UpstreamResponse } from '../../platform/transport.ts';

/** Where a Redis is that is spoken with over REST. */
export interface RestAddress {
  /** `https://…`; `http://` to this machine alone. */
  readonly url: string;
  /** A secret. */
  readonly token: string;
  /** Longest wait for one answer. */
  readonly timeoutMs: number;
}

/** Sends one command and gives what was answered. */
export interface RestRequester {
  request(command: { readonly body?: unknown; readonly path?: string[] }): Promise<RestAnswer>;
}

/** One of the two. */
export interface RestAnswer {
  readonly result?: unknown;
  readonly error?: string;
}

/** Bytes of an answer at most: three numbers for each of sixteen claims, and more. */
const mostAnswerBytes = 16 * 1024;
const pool = { maxConnections: 64, maxIdle: 16, idleTimeoutMs: 30_000, maxLifetimeMs: undefined };

/** Commands over the transport of the platform. Throws for a URL that would send the token in the clear. */
export function restRequester(
  address: RestAddress,
  { transport, timers }: Pick<Platform, 'transport' | 'timers'>,
): RestRequester {
  const make = requestsTo(address);
  const { timeoutMs } = address;
  return {
    async request({ body, path = [] }) {
      const call = transport.send(make(path, JSON.stringify(body)));
      const timer = timers.after(timeoutMs, () => call.cancel(late(timeoutMs)));
      try {
        return await answerOf(await call.response);
      } finally {
        timer.cancel();
      }
    },
  };
}

const decoder = new TextDecoder();

async function answerOf({ head, body }: UpstreamResponse): Promise<RestAnswer> {
  const text = body === null ? '' : decoder.decode(await collectBody(body, mostAnswerBytes));
  const answer = parsed(text);
  // Errors of Redis come with status 400 and are told apart by their text.
  if (answer === undefined || (head.status !== 200 && answer.error === undefined)) {
    throw new Fault('ledger_unavailable', { detail: `it answered ${head.status}` });
  }
  return answer;
}

function parsed(text: string): RestAnswer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Something else than a Redis answered; its status says more than its text.
    return undefined;
  }
}

function late(timeoutMs: number): Fault {
  return new Fault('ledger_unavailable', { detail: `no answer within ${timeoutMs} ms` });
}

/** What is the same in all requests is made once. */
function requestsTo({ url, token, timeoutMs }: RestAddress): (path: string[], text: string) => UpstreamRequest {
  const { protocol, host, hostname, port, pathname } = checked(url);
  const isSecure = protocol === 'https:';
  const address: Address = {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (isSecure ? 443 : 80) : Number(port),
    tls: isSecure
      ? { serverName: undefined, skipVerify: false, ca: undefined, cert: undefined, key: undefined }
      : undefined,
    pool,
  };
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const timeouts = { connectMs: timeoutMs, firstByteMs: timeoutMs, readMs: timeoutMs, writeMs: timeoutMs };
  const scheme = isSecure ? 'https' : 'http';
  const common = { method: 'POST', scheme, authority: host, query: undefined, version: '1.1' } as const;
  const root = pathname.replace(/\/$/, '');
  return (path, text) => ({
    address,
    head: { ...common, path: `${root}/${path.join('/')}`, headers: HeaderList.of(headers) },
    body: new BytesBody(text),
    timeouts,
    upgrade: undefined,
    onInformation: undefined,
  });
}

const loopback = ['localhost', '127.0.0.1', '[::1]'];

function checked(text: string): URL {
  // The text itself is not told: a URL may hold a secret.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.includes(url.hostname))) return url;
  throw new Fault('ledger_unavailable', { detail: 'the URL of a Redis over REST must begin with https://' });
}
