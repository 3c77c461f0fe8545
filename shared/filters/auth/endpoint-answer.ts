import { Fault } from '../../errors/fault.ts';
import type { Body } from '../../http/body.ts';
import { HeaderList } from '../../http/header-list.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Endpoint } from '../../upstream/discovery/endpoint.ts';
import { ask } from '../../upstream/health/ask.ts';
import { Stopping } from '../../upstream/health/probe.ts';

/** What is asked of a server that knows of tokens and keys. */
export interface EndpointQuestion {
  readonly method: 'GET' | 'POST';
  /** Name and value in turn, beside those of every question. */
  readonly headers: readonly string[];
  readonly body: Body | null;
  readonly timeoutMs: number;
}

/** What came of a question: a JSON object, or a status by which the server finds fault with the question. */
export type EndpointAnswer =
  | { readonly kind: 'read'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'rejected'; readonly status: number };

/** Asks a server over our own transport, and reads its answer as a JSON object. Rejects with a `Fault` for what is neither. */
export async function endpointAnswer(
  { address, authority, path }: Endpoint,
  { method, headers, body, timeoutMs }: EndpointQuestion,
  platform: Platform,
): Promise<EndpointAnswer> {
  const list = new HeaderList(['user-agent', 'Sentinel', 'accept', 'application/json', ...headers]);
  const where = { address, method, authority, path: path === '' ? '/' : path, headers: list, body };
  const { status, content } = await ask({ ...where, timeoutMs, maxBytes }, platform, new Stopping());
  if (isRejection(status)) return { kind: 'rejected', status };
  if (status !== 200) throw bad(`status ${status}`);
  if (content.byteLength >= maxBytes) throw bad(`more than ${maxBytes} bytes`);
  const read = parsed(content);
  if (typeof read !== 'object' || read === null || Array.isArray(read)) throw bad('its answer is no JSON object');
  return { kind: 'read', value: read as Readonly<Record<string, unknown>> };
}

/** Whether a server says that the question is at fault. One that is asked too much, or too slowly, has a fault itself. */
export function isRejection(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

const maxBytes = 512 * 1024;

function parsed(content: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(content));
  } catch {
    // The fault must not quote it: it may hold secrets.
    return undefined;
  }
}

function bad(detail: string): Fault {
  return new Fault('upstream_bad_response', { detail });
}
