import { cacheFigures } from '../cache/cache-figures.ts';
import { requireAdmin } from './admin-access.ts';
import type { BuiltinDefinition } from './builtin.ts';
import { jsonReply } from './json-reply.ts';

/** What the cache did, and how full it is. */
export const cacheStats: BuiltinDefinition = {
  name: 'cache-stats',
  about: 'Shows what the cache did and how full it is. Needs the admin token or a loopback listener.',
  create({ platform, admin, purges }) {
    return {
      name: 'cache-stats',
      answer(exchange) {
        requireAdmin(exchange, admin);
        return jsonReply(200, {
          enabled: purges !== undefined,
          ...(purges && { store: purges.store, ...cacheFigures(purges.counts()) }),
          request_id: exchange.trace.id,
          timestamp: new Date(platform.clock.now()).toISOString(),
        });
      },
    };
  },
};
