import { block } from '../fields/block.ts';
import { flag } from '../fields/flag.ts';
import { decimal } from '../fields/number.ts';
import { text } from '../fields/text.ts';
import { kind, variants } from '../fields/variants.ts';
import { absolutePath } from '../forms/absolute-path.ts';
import { httpUrl } from '../forms/http-url.ts';
import { listenAddress } from '../forms/listen-address.ts';
import { logging } from './logging.ts';

const metrics = block('Counters for Prometheus.', {
  enabled: flag('Switches them on.', { default: true }),
  address: text(
    'Where they are served by a listener of their own; 127.0.0.1:9090 when absent, unless a route has `builtin-handler "metrics"`.',
    { form: listenAddress, needs: 'metrics-listener' },
  ),
  path: text('Path they are served at there; /metrics when absent.', {
    form: absolutePath,
    needs: 'metrics-listener',
  }),
  'high-cardinality': flag('Tells statuses and targets apart, and not classes and upstreams alone.', {
    default: false,
  }),
});

const endpoint = { endpoint: text('Address of the collector.', { required: true, form: httpUrl }) };

const tracing = block(
  'Spans of requests, sent to a collector.',
  {
    backend: variants(
      'Who collects.',
      {
        tag: 'type',
        common: endpoint,
        cases: {
          otlp: kind('OpenTelemetry over HTTP.', {}),
          jaeger: kind('Jaeger, by OpenTelemetry over HTTP.', {}),
          zipkin: kind('Zipkin, by OpenTelemetry over HTTP.', {}),
        },
      },
      { required: true, args: ['type'] },
    ),
    'sampling-rate': decimal('Share of the requests.', { default: 0.01, max: 1, aliases: ['sample-rate'] }),
    'service-name': text('Name of this service.', { default: 'sentinel' }),
  },
  { later: true },
);

/** What is told to the outside about what goes on. */
export const observability = block('What is told about what goes on.', { logging, metrics, tracing }, { default: {} });
