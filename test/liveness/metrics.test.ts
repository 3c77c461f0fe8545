import { describe } from 'node:test';
import { metricsListener } from '../../shared/config/compile/metrics-listener.ts';
import { scopesOf } from '../../shared/config/scopes/scope.ts';
import { readMetrics } from '../support/metrics-reader.ts';
import { alive } from './alive.ts';
import type { Stage } from './stage.ts';

const page = 'route "page" { matches { path "/metrics" }; builtin-handler "metrics" }';
const metrics = (settings: string) => ({ top: `observability { metrics { ${settings} } }` });

/** The names and labels of the requests to the upstream that were counted. */
async function counted(stage: Stage, family: string, ask = { target: '/metrics', host: 'localhost' }) {
  await stage.ask({ target: '/app' });
  const { text } = await stage.ask(ask);
  return [...readMetrics(text).values.keys()].filter((name) => name.startsWith(`sentinel_${family}{`));
}

const address = ({ config }: Stage) => metricsListener(config, scopesOf(config))?.settings.address ?? 'none';

describe('metrics', () => {
  alive('observability.metrics.enabled', 'serves metrics at an address of their own', {
    off: metrics('enabled #false'),
    on: metrics('enabled #true'),
    see: address,
    shows: ['none', '127.0.0.1:9090'],
  });
  alive('observability.metrics.address', 'is where they are served beside a route that shows them', {
    off: { ...metrics(''), routes: page },
    on: { ...metrics('address "127.0.0.1:9191"'), routes: page },
    see: address,
    shows: ['none', '127.0.0.1:9191'],
  });
  alive('observability.metrics.path', 'is where they are found at that address', {
    off: metrics(''),
    on: metrics('path "/figures"'),
    see: async (stage) => (await stage.ask({ target: '/figures', host: 'localhost', listener: ':metrics' })).status,
    shows: [404, 200],
  });
  alive('observability.metrics.high-cardinality', 'tells statuses and targets apart', {
    off: { ...metrics(''), routes: page },
    on: { ...metrics('high-cardinality #true'), routes: page },
    see: async (stage) => [
      ...(await counted(stage, 'requests_total')),
      ...(await counted(stage, 'upstream_attempts_total')),
    ],
    shows: [
      [
        'sentinel_requests_total{route="all",method="GET",status="2xx"}',
        'sentinel_upstream_attempts_total{upstream="app",outcome="2xx"}',
      ],
      [
        'sentinel_requests_total{route="all",method="GET",status="200"}',
        'sentinel_upstream_attempts_total{upstream="app",target="a.test:80",outcome="2xx"}',
      ],
    ],
  });
});
