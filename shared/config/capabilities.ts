import type { RuntimeName } from '../platform/platform.ts';
import type { Capability } from './fields/capability.ts';

/** What a runtime can do, or why it cannot. */
export interface CapabilityRow {
  /** As it is named in the table of differences. */
  readonly title: string;
  /** The runtimes that cannot do it, with the reason. */
  readonly lacking: Readonly<Partial<Record<RuntimeName, string>>>;
}

const noSockets = 'the platform accepts the connections, and shows requests alone';

const noDataCentre = 'there is no data centre around it; keep in "memory", "disk" or "redis"';

/** Every capability a setting may need. The check of configurations and the table in the README are made from it. */
export const capabilities = {
  'cache-stores': {
    title: 'A cache on disk or in Redis',
    lacking: { workerd: 'the platform has no files, and a connection ends with its request; keep in "memory"' },
  },
  'edge-cache': {
    title: 'The cache of the data centre',
    lacking: { node: noDataCentre, deno: noDataCentre, bun: noDataCentre },
  },
  'compression-choice': {
    title: 'Compression by br and zstd, and how hard it tries',
    lacking: { workerd: 'the platform gives Workers gzip and deflate, at a level of its own' },
  },
  'connection-limits': { title: 'Limits of client connections', lacking: { workerd: noSockets } },
  'keep-alive-control': { title: 'Keep-alive and pipelining of clients', lacking: { workerd: noSockets } },
  'upgrade-control': { title: 'What becomes of requests for another protocol', lacking: { workerd: noSockets } },
  'socket-timeouts': { title: 'Timeouts of slow clients, and of writes to upstreams', lacking: { workerd: noSockets } },
  http2: {
    title: 'HTTP/2 with clients and upstreams',
    lacking: {
      bun: 'its streams cannot be broken off, so that half a body would look like a whole one',
      workerd: 'the platform speaks with clients, and HTTP/1.1 with upstreams',
    },
  },
  'grpc-checks': {
    title: 'Health checks by gRPC',
    lacking: {
      bun: 'it has no HTTP/2 with upstreams here',
      workerd: 'fetch shows no trailers, and gRPC ends with them',
    },
  },
  'held-questions': {
    title: 'Questions to Consul that are held until something changes',
    lacking: { workerd: 'the object that asks cannot wait; it asks every ten seconds' },
  },
  'system-discovery': {
    title: 'Discovery of targets by DNS, Kubernetes and files',
    lacking: { workerd: 'the platform shows neither name records nor files; discover by "http" or "consul"' },
  },
  'target-draining': {
    title: 'A bound for requests to targets that are out of use',
    lacking: { workerd: 'nothing can be broken off there by another request' },
  },
  'tls-listeners': {
    title: 'TLS of clients: certificates, versions, client certificates',
    lacking: { workerd: 'the platform decrypts before the Worker is asked' },
  },
  'tls-cipher-suites': {
    title: 'Cipher suites offered to clients',
    lacking: {
      workerd: 'the platform decrypts before the Worker is asked',
      deno: 'the platform offers its own suites, whatever it is told',
    },
  },
  'tls-session-control': {
    title: 'Clients kept from resuming a TLS session',
    lacking: {
      workerd: 'the platform decrypts before the Worker is asked',
      deno: 'the platform lets clients resume, whatever it is told',
    },
  },
  'unix-sockets': { title: 'Listening on Unix sockets', lacking: { workerd: 'the platform has no files' } },
  'worker-threads': {
    title: 'Number of processes',
    lacking: {
      workerd: 'the platform decides how many isolates run',
      deno: 'several processes cannot share a listener',
      bun: 'several processes cannot share a listener',
    },
  },
  'process-control': {
    title: 'Draining, daemon, pid file, user and group',
    lacking: { workerd: 'there is no process to control' },
  },
  'geo-database': {
    title: 'Databases of countries',
    lacking: { workerd: 'the platform has no files, and tells the country itself: leave database-path out' },
  },
  'file-watch': { title: 'Reloading when a file changes', lacking: { workerd: 'the platform has no files' } },
  files: { title: 'Reading and writing files', lacking: { workerd: 'the platform has no files' } },
  'log-files': { title: 'Log files', lacking: { workerd: 'the platform has no files; log to "stdout"' } },
  'store-connections': {
    title: 'Counting in Redis and Memcached over TCP',
    lacking: { workerd: 'count in "durable-object" or "upstash"' },
  },
  'metrics-listener': {
    title: 'A listener of its own for metrics',
    lacking: { workerd: 'the platform accepts the connections; show them by a route with builtin-handler "metrics"' },
  },
  'connection-pool': {
    title: 'Sizes of upstream connection pools',
    lacking: { workerd: 'the platform keeps the connections' },
  },
  'upstream-sni': {
    title: 'Name asked for and verified by TLS',
    lacking: { workerd: 'fetch asks for the host of the target' },
  },
  'upstream-tls-trust': {
    title: 'Own authorities, client certificates and unverified TLS to upstreams',
    lacking: { workerd: 'fetch trusts the public authorities, and shows no certificate' },
  },
} as const satisfies Record<Capability, CapabilityRow>;

/** Why a runtime cannot do something; `undefined` when it can. */
export function whyNot(capability: Capability, runtime: RuntimeName): string | undefined {
  const row: CapabilityRow = capabilities[capability];
  return row.lacking[runtime];
}
