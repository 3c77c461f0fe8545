import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { flag } from '../fields/flag.ts';
import { texts } from '../fields/list.ts';
import { priority } from '../fields/priority.ts';
import { text } from '../fields/text.ts';
import { id, reference } from '../forms/id.ts';
import { apiSchema } from './api-schema.ts';
import { routeBreaker } from './circuit-breaker.ts';
import { errorPages } from './error-pages.ts';
import { fallback } from './fallback.ts';
import { inference } from './inference.ts';
import { matches } from './matches.ts';
import { policies } from './policies.ts';
import { retryPolicy } from './retry-policy.ts';
import { routeCache } from './route-cache.ts';
import { shadow } from './shadow.ts';
import { staticFiles } from './static-files.ts';

/** One kind of request and what happens to it. */
export const route = block(
  'One kind of request and what happens to it.',
  {
    id: text('Name in logs and metrics.', { required: true, form: id }),
    enabled: flag('Whether the route is there at all.', { default: true }),
    matches,
    priority: priority('Rank: of the routes that fit, the one with the highest is taken.', { default: 'normal' }),
    upstream: text('Upstream that the requests go to.', { form: reference }),
    'service-type': choice('What kind of service it is, which decides the form of error pages.', [
      'web',
      'api',
      'static',
      'builtin',
      'inference',
    ]),
    'builtin-handler': choice('Page that Sentinel answers itself.', [
      'status',
      'health',
      'metrics',
      'not-found',
      'config',
      'upstreams',
      'admin',
      'cache-purge',
      'cache-stats',
    ]),
    filters: texts('Filters of the route, in the order they run.', { default: [], form: reference, commas: true }),
    cache: routeCache,
    policies,
    'retry-policy': retryPolicy,
    'error-pages': errorPages,
    websocket: flag('Lets WebSocket connections through.', { default: false }),
    'websocket-inspection': flag('Shows WebSocket frames to the agents.', { default: false, later: true }),
    'waf-enabled': flag('Runs the web application firewall.', { default: false, later: true }),
    'circuit-breaker': routeBreaker,
    'static-files': staticFiles,
    'api-schema': apiSchema,
    shadow,
    fallback,
    inference,
  },
  { required: true, args: ['id'] },
);

/** All routes. */
export const routes = blocks('What happens to requests.', 'route', route, { default: [], wrapped: true });
