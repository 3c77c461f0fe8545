import { problem } from '../admin/admin-answer.ts';
import { adminApp } from '../admin/admin-app.ts';
import { adminSections } from '../admin/index.ts';
import { collectRequest } from '../engine/collect-request.ts';
import type { Routed } from '../engine/exchange.ts';
import type { Reply } from '../engine/reply.ts';
import type { Fault } from '../errors/fault.ts';
import { BytesBody } from '../http/bytes-body.ts';
import { HeaderList } from '../http/header-list.ts';
import { callerOf, requireAdmin, requireNoPage } from './admin-access.ts';
import type { BuiltinDefinition } from './builtin.ts';
import { baseOf } from './path-below-route.ts';

/** No request of the admin API is larger. */
const mostBodyBytes = 64 * 1024;

/** The admin API, below the path prefix of its route. */
export const admin: BuiltinDefinition = {
  name: 'admin',
  about:
    'Answers the admin API, which `/openapi.json` below the route describes. Needs the admin token or a loopback listener.',
  create(parts) {
    const app = adminApp({ sections: adminSections, parts });
    return {
      name: 'admin',

      async answer(exchange) {
        requireAdmin(exchange, parts.admin);
        requireNoPage(exchange, parts.admin);
        const base = baseOf(exchange);
        return replyOf(await app(await requestOf(exchange, base), { base, by: callerOf(exchange) }));
      },

      error(_exchange, { status, code, text, headers }: Fault) {
        return problemReply(problem(status, { code, title: text, headers }));
      },
    };
  },
};

async function requestOf(exchange: Routed, base: string): Promise<Request> {
  const { received, path, body } = exchange;
  const content = body === null ? undefined : await collectRequest(exchange, body, mostBodyBytes);
  const query = received.query === undefined ? '' : `?${received.query}`;
  const headers = { 'content-type': received.headers.get('content-type') ?? '' };
  return new Request(`http://admin${path.slice(base.length) || '/'}${query}`, {
    ...{ method: received.method, headers },
    ...(content &&
      received.method !== 'GET' &&
      received.method !== 'HEAD' && { body: content as Uint8Array<ArrayBuffer> }),
  });
}

async function replyOf(response: Response): Promise<Reply> {
  const headers = new HeaderList();
  for (const [name, value] of response.headers) headers.append(name, value);
  if (response.body === null) return { head: { status: response.status, headers }, body: null };
  const body = new BytesBody(new Uint8Array(await response.arrayBuffer()));
  headers.set('content-length', String(body.length));
  return { head: { status: response.status, headers }, body };
}

function problemReply({ status, content, headers: more }: ReturnType<typeof problem>): Reply {
  const body = new BytesBody(`${JSON.stringify(content, null, 2)}\n`);
  const headers = HeaderList.of({
    'content-type': 'application/problem+json',
    'content-length': String(body.length),
    'cache-control': 'no-store',
    ...more,
  });
  return { head: { status, headers }, body };
}
