import type { Purge } from '../cache/cache-store.ts';
import { purgeRemark, purgeText } from '../cache/purge-desk.ts';
import type { Routed } from '../engine/exchange.ts';
import { Fault } from '../errors/fault.ts';
import { callerOf, requireAdmin, requireNoPage } from './admin-access.ts';
import type { BuiltinDefinition } from './builtin.ts';
import { jsonReply } from './json-reply.ts';
import { pathBelowRoute } from './path-below-route.ts';

/** Drops what is kept of the address that is asked for, as `PURGE /page` does elsewhere. */
export const cachePurge: BuiltinDefinition = {
  name: 'cache-purge',
  about:
    'Drops kept responses of the address that is asked for with PURGE, POST or DELETE. Needs the admin token or a loopback listener.',
  create({ platform, admin, purges }) {
    return {
      name: 'cache-purge',
      async answer(exchange) {
        requireAdmin(exchange, admin);
        requireNoPage(exchange, admin);
        const { headers, method } = exchange.received;
        if (!changing.has(method))
          return jsonReply(405, { error: 'method_not_allowed' }, { allow: [...changing].join(', ') });
        const meant = meantBy(exchange);
        const isSoft = headers.get('x-purge-soft') === 'true';
        const count = purges ? await purges.purge(meant, isSoft ? 'outdate' : 'delete', callerOf(exchange)) : 0;
        if (count === undefined) throw new Fault('cache_unavailable', { detail: 'the purge is not done' });
        const remark = purges && purgeRemark(purges, count);
        return jsonReply(200, {
          status: purges ? 'ok' : 'off',
          purged: meant.map(purgeText),
          soft: isSoft,
          purged_entries: count,
          ...(remark !== undefined && { remark }),
          request_id: exchange.trace.id,
          timestamp: new Date(platform.clock.now()).toISOString(),
        });
      },
    };
  },
};

const changing: ReadonlySet<string> = new Set(['PURGE', 'POST', 'DELETE']);

/** Tags if some are named, else the address, by both schemes. */
function meantBy(exchange: Routed): readonly Purge[] {
  const { received } = exchange;
  const tags = received.headers
    .joined('x-purge-tag')
    ?.split(/[\s,]+/)
    .filter((tag) => tag !== '');
  if (tags?.length) return tags.map((tag) => ({ by: 'tag', tag }));
  const host = received.headers.get('x-purge-host') ?? received.authority;
  const query = received.query === undefined ? '' : `?${received.query}`;
  const target = `${host}${pathBelowRoute(exchange) || '/'}${query}`;
  const urls = ['http', 'https'].map((scheme) => `${scheme}://${target}`);
  if (received.headers.get('x-purge-wildcard') !== 'true') return urls.map((url) => ({ by: 'url', url }));
  if (target.indexOf('*') !== target.length - 1)
    throw new Fault('bad_request', { detail: 'a wildcard purge ends with its only "*"' });
  return urls.map((url) => ({ by: 'prefix', prefix: url.slice(0, -1) }));
}
