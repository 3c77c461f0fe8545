import { Exchange, type Finished } from '../../../shared/engine/exchange.ts';
import type { Route } from '../../../shared/engine/plan.ts';
import { resolveClient } from '../../../shared/http/client-address.ts';
import { returnedHeaders, upstreamHeaders } from '../../../shared/http/forwarding.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { CidrSet } from '../../../shared/http/ip.ts';
import { normalizePath } from '../../../shared/http/path.ts';
import { AccessLog, type AccessLogOptions } from '../../../shared/telemetry/access-log.ts';
import { ModelMetrics } from '../../../shared/telemetry/metrics/model-metrics.ts';
import { Registry } from '../../../shared/telemetry/metrics/registry.ts';
import { RequestMetrics } from '../../../shared/telemetry/metrics/request-metrics.ts';
import { Tracer } from '../../../shared/telemetry/tracer.ts';
import type { Target } from '../../../shared/upstream/target.ts';

/**
 * What headers, ids, the access log and metrics cost a request: `node test/bench/micro/access-log.ts`. Nanoseconds each, best of
 * several rounds. The header strings are made anew each time, as a parser makes them.
 */
const wire = [
  'host|example.com|user-agent|Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0',
  'accept|text/html,application/xhtml+xml|accept-language|en-US,en;q=0.9|accept-encoding|gzip, deflate, br',
  'connection|keep-alive|cookie|a=b; c=d; session=abcdef|referer|https://example.com/x|cache-control|no-cache',
].join('|');
const answered = 'content-type|application/json|content-length|1024|connection|keep-alive|etag|"x"|server|origin';

const platform = {
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  random: { next: Math.random, bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) },
  log: {
    write(_stream: string, line: string) {
      // Reading a character makes one string of its parts, as writing the line would.
      written += line.charCodeAt(line.length - 2);
    },
  },
};
let written = 0;

const options: AccessLogOptions = {
  format: 'json',
  sampleRate: 1,
  sampleErrorsAlways: true,
  includeTraceId: true,
  fields: {},
  instanceId: 'bench-1',
};
const json = new AccessLog(options, platform);
const combined = new AccessLog({ ...options, format: 'combined' }, platform);
const tracers = { uuid: new Tracer('uuid', platform), tinyflake: new Tracer('tinyflake', platform) };
const metrics = metricsOf();
const nobody = new CidrSet([]);
const proxies = new CidrSet(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8']);
const buffer = new TextEncoder().encode(wire);
const answer = new TextEncoder().encode(answered);
const decoder = new TextDecoder('latin1');
const parse = (bytes: Uint8Array) => new HeaderList(decoder.decode(bytes).split('|'));

const downstream = {
  listener: 'main',
  peerAddress: '203.0.113.7',
  peerPort: 4711,
  localPort: 80,
  secure: false,
  pending: undefined,
  background() {},
  inform() {},
};
const route = { id: 'api', upstreamName: 'app', handler: { name: 'proxy' } } as unknown as Route;
const target = { name: '10.0.0.1:80' } as unknown as Target;
const exchange = finished();

const work: Readonly<Record<string, () => unknown>> = {
  'baseline: the header strings': () => parse(buffer),
  'client, peer not trusted': () => resolveClient(exchange.received, downstream, nobody),
  'client, some networks trusted': () => resolveClient(exchange.received, downstream, proxies),
  'ids, uuid': () => tracers.uuid.open(exchange.received.headers),
  'ids, tinyflake': () => tracers.tinyflake.open(exchange.received.headers),
  'path, nothing to do': () => normalizePath('/api/v1/users/42'),
  'path, dots and escapes': () => normalizePath('/api/../v1/%7Euser/42'),
  'request fields, with the baseline': () => upstreamHeaders({ ...exchange, request: headOf() }),
  'response fields, with its strings': () => returnedHeaders({ status: 200, headers: parse(answer) }, 'id'),
  'access line, JSON': () => json.record(exchange),
  'access line, combined': () => combined.record(exchange),
  metrics: () => metrics.record(exchange),
};

for (const [name, run] of Object.entries(work))
  console.log(`${name.padEnd(36)} ${best(run).toFixed(0).padStart(6)} ns`);
if (written === 0) throw new Error('no line was written');

function best(run: () => unknown): number {
  const rounds = 7;
  const times = 30_000;
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    for (let i = 0; i < times; i += 1) run();
    least = Math.min(least, ((performance.now() - start) / times) * 1e6);
  }
  return least;
}

function metricsOf(): RequestMetrics {
  const registry = new Registry();
  const models = new ModelMetrics(registry, () => 'other');
  const { clock } = platform;
  return new RequestMetrics({ registry, clock, models, routes: ['api'], upstreams: ['app'], isExact: false });
}

function headOf() {
  const headers = parse(buffer);
  return {
    method: 'GET',
    scheme: 'http',
    authority: 'example.com',
    path: '/api/v1/users/42',
    query: 'page=2',
    version: '1.1',
    headers,
  } as const;
}

function finished(): Finished {
  const head = headOf();
  const made: Exchange = new Exchange({
    downstream,
    client: resolveClient(head, downstream, nobody),
    trace: tracers.uuid.open(head.headers),
    startedAt: Date.now(),
    startedMono: performance.now() - 12.345,
    head,
    path: head.path,
    body: null,
  });
  made.routed({ route });
  made.tried({
    ...{ target, upstream: 'app', isHedge: false, startedAt: 0, tookMs: 1 },
    ...{ status: 200, fault: undefined, reused: true },
  });
  made.answered({ status: 200, headers: parse(answer) });
  made.ended({ bytesSent: 1024, bytesReceived: 0, fault: undefined });
  return made as Finished;
}
