import { requireAdmin } from './admin-access.ts';
import type { BuiltinDefinition } from './builtin.ts';
import { jsonReply } from './json-reply.ts';

/** The configuration in force, without its secrets. */
export const configDump: BuiltinDefinition = {
  name: 'config',
  about: 'Shows the configuration in force, with every secret left out. Needs the admin token or a loopback listener.',
  create({ platform, admin, config }) {
    return {
      name: 'config',
      answer(exchange) {
        requireAdmin(exchange, admin);
        return jsonReply(200, {
          timestamp: new Date(platform.clock.now()).toISOString(),
          request_id: exchange.trace.id,
          config: config(),
        });
      },
    };
  },
};
