import { Fault } from '../errors/fault.ts';
import { BytesBody } from '../http/bytes-body.ts';
import { collectBody } from '../http/collect-body.ts';
import { HeaderList } from '../http/header-list.ts';
import type { Platform } from '../platform/platform.ts';
import type { Address, UpstreamRequest, UpstreamResponse } from '../platform/transport.ts';
import { mostAnswerBytes } from './http-answers.ts';
import { LedgerCalls } from './http-calls.ts';
import { ledgerPath } from './http-path.ts';
import { statusFault } from './http-status-fault.ts';
import type { Ledger } from './ledger.ts';

/** A ledger elsewhere that is asked over HTTP. */
export interface HttpLedgerOptions {
  /** Of the Worker that has it; with the path of its ledger where that is not {@link ledgerPath}. */
  readonly url: string;
  /** A secret. */
  readonly token: string;
  /** Longest wait for one answer. */
  readonly timeoutMs: number;
}

/**
 * The ledger of a Worker, for servers elsewhere. Goes over the transport of the platform, like a request to an upstream.
 * Throws `Fault('ledger_unavailable')` for a URL that cannot be used: the token goes in the clear to nobody but this machine.
 */
export function openHttpLedger(options: HttpLedgerOptions, platform: Pick<Platform, 'transport' | 'timers'>): Ledger {
  const make = requestsTo(options);
  const { timeoutMs } = options;
  return new LedgerCalls('durable-object', async (operation, text) => {
    const call = platform.transport.send(make(operation, text));
    const late = new Fault('ledger_unavailable', { detail: `it did not answer within ${timeoutMs} ms` });
    const timer = platform.timers.after(timeoutMs, () => call.cancel(late));
    try {
      return await answerOf(await call.response);
    } catch (error) {
      throw unavailable(error);
    } finally {
      timer.cancel();
    }
  });
}

/** One decoder for all answers; each is decoded whole. */
const decoder = new TextDecoder();

async function answerOf({ head, body }: UpstreamResponse): Promise<string> {
  const text = body === null ? '' : decoder.decode(await collectBody(body, mostAnswerBytes));
  if (head.status === 200) return text;
  throw statusFault(head.status);
}

function unavailable(error: unknown): Fault {
  const fault = Fault.from(error);
  if (fault.code === 'ledger_unavailable' || fault.code === 'internal') return fault;
  const detail = `it cannot be reached: ${fault.detail ?? fault.message}`;
  return new Fault('ledger_unavailable', { detail, cause: fault, unsent: fault.unsent });
}

/** Connections kept, most of them idle. The edge closes what is idle for minutes; we are before it. */
const pool = { maxConnections: 64, maxIdle: 16, idleTimeoutMs: 30_000, maxLifetimeMs: undefined };

/** What is the same in all requests is made once. */
function requestsTo({
  url,
  token,
  timeoutMs,
}: HttpLedgerOptions): (operation: string, text: string) => UpstreamRequest {
  const { protocol, host, hostname, port, pathname } = checked(url);
  const isSecure = protocol === 'https:';
  const address: Address = {
    host: bare(hostname),
    port: port === '' ? (isSecure ? 443 : 80) : Number(port),
    tls: isSecure
      ? { serverName: undefined, skipVerify: false, ca: undefined, cert: undefined, key: undefined }
      : undefined,
    pool,
  };
  const path = pathname === '/' ? ledgerPath : pathname.replace(/\/$/, '');
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  // The one deadline of the whole call comes first.
  const laterMs = 2 * timeoutMs;
  const timeouts = { connectMs: laterMs, firstByteMs: laterMs, readMs: laterMs, writeMs: laterMs };
  const common = { method: 'POST', authority: host, query: undefined, version: '1.1' } as const;
  return (operation, text) => ({
    address,
    head: {
      ...common,
      scheme: isSecure ? 'https' : 'http',
      path: `${path}/${operation}`,
      headers: HeaderList.of(headers),
    },
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
  throw new Fault('ledger_unavailable', { detail: 'the URL of the ledger must begin with https://' });
}

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
