import type { BuiltinDefinition } from './builtin.ts';
import { jsonReply } from './json-reply.ts';

/** Whether the proxy takes traffic: 200, or 503 while it drains. For load balancers and orchestrators. */
export const health: BuiltinDefinition = {
  name: 'health',
  about: 'Answers 200 while the proxy takes traffic and 503 while it drains.',
  create({ platform, isDraining }) {
    return {
      name: 'health',
      answer() {
        const timestamp = new Date(platform.clock.now()).toISOString();
        return isDraining()
          ? jsonReply(503, { status: 'draining', timestamp })
          : jsonReply(200, { status: 'healthy', timestamp });
      },
    };
  },
};
