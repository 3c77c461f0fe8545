import type { Routed } from '../engine/exchange.ts';
import { defineFilter } from '../engine/filter.ts';
import type { Reply } from '../engine/reply.ts';
import type { SubAnswer } from '../engine/sub-request.ts';
import { noteVerified } from '../engine/verified-claims.ts';
import { Fault } from '../errors/fault.ts';
import { HeaderList } from '../http/header-list.ts';
import { challengeOf } from './auth/challenge.ts';
import { isRejection } from './auth/endpoint-answer.ts';
import { OutsidePart } from './auth/outside-part.ts';
import { TrustedFields } from './auth/trusted-fields.ts';

/** What `forward-auth` is told. */
export interface ForwardAuthOptions {
  readonly upstream: string;
  readonly path: string;
  /** Fields of the request that are shown to the upstream that decides. */
  readonly requestHeaders: readonly string[];
  /** Fields of its answer that go along with the request. */
  readonly upstreamHeaders: readonly string[];
  readonly timeoutMs: number;
}

/** Lets another server decide: 2xx lets the request through, 401 and 403 refuse it, a redirect is passed on. */
export const forwardAuth = defineFilter({
  name: 'forward-auth',
  create(options: ForwardAuthOptions, { platform, asks, filterId }) {
    const { upstream, path, timeoutMs } = options;
    const ask = asks(upstream);
    const part = new OutsidePart(`upstream ${upstream}`, platform.clock);
    const shown = options.requestHeaders.map((name) => name.toLowerCase());
    const copied = options.upstreamHeaders.map((name) => name.toLowerCase());
    const fields = new TrustedFields(copied);
    return {
      async onRequest(exchange) {
        const question = { method: 'GET', path, headers: questionHeaders(exchange, shown), timeoutMs };
        const answer = await part.ask(exchange, async () => usable(await ask(exchange, question)));
        if (!decides(answer)) throw part.useless(`status ${answer.status}`);
        if (answer.status >= 300) return refusal(answer);
        const written = copied.flatMap((name) => answer.headers.all(name).flatMap((value) => [name, value]));
        noteVerified(exchange, filterId, claimsIn(written));
        fields.write(exchange, written);
        return undefined;
      },
      onUpstream: (exchange, headers) => fields.rewrite(exchange, headers),
    };
  },
});

/** The request as it is told of: what came, and by which of our words. */
function questionHeaders({ client, received, request, trace }: Routed, shown: readonly string[]): HeaderList {
  const list = new HeaderList();
  const { flat } = request.headers;
  for (let i = 0; i < flat.length; i += 2) if (shown.includes(flat[i]!)) list.append(flat[i]!, flat[i + 1]!);
  list.append('x-forwarded-method', received.method);
  list.append('x-forwarded-proto', client.scheme);
  list.append('x-forwarded-host', client.host);
  list.append('x-forwarded-uri', received.query === undefined ? received.path : `${received.path}?${received.query}`);
  list.append('x-forwarded-for', client.address);
  list.append('x-correlation-id', trace.id);
  return list;
}

/** An answer that decides, or finds fault with the question. Any other is a failure of the server that gave it. */
function usable(answer: SubAnswer): SubAnswer {
  const { status, headers } = answer;
  if (!decides(answer) && !isRejection(status))
    throw new Fault('upstream_bad_response', { detail: `status ${status}` });
  if (isRedirect(answer) && !headers.has('location')) {
    throw new Fault('upstream_bad_response', { detail: 'a redirect to nowhere' });
  }
  return answer;
}

/** Whether it lets in or refuses; nobody is let in by any other. */
function decides(answer: SubAnswer): boolean {
  const { status } = answer;
  return (status >= 200 && status < 300) || status === 401 || status === 403 || isRedirect(answer);
}

function isRedirect({ status }: SubAnswer): boolean {
  return status === 302 || status === 303 || status === 307;
}

function refusal(answer: SubAnswer): Reply {
  const { status, headers } = answer;
  if (status === 403) throw new Fault('access_denied', { detail: 'by another server' });
  if (status === 401) {
    const challenge = headers.joined('www-authenticate') ?? challengeOf('Bearer', {});
    throw new Fault('credentials_invalid', {
      detail: 'by another server',
      headers: { 'www-authenticate': challenge },
    });
  }
  const list = new HeaderList([
    'location',
    headers.get('location')!,
    'cache-control',
    'no-store',
    'content-length',
    '0',
  ]);
  for (const cookie of headers.all('set-cookie')) list.append('set-cookie', cookie);
  return { head: { status, headers: list }, body: null };
}

function claimsIn(fields: readonly string[]): Readonly<Record<string, string>> {
  const claims: Record<string, string> = {};
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i]!;
    const value = fields[i + 1]!;
    claims[name] = Object.hasOwn(claims, name) ? `${claims[name]}, ${value}` : value;
  }
  return claims;
}
