import type { RuntimeName } from '../platform/platform.ts';
import type { Capability } from './fields/capability.ts';
import type { BlockShape } from './fields/shape.ts';
import type { Files } from './gather.ts';
import type { Problems } from './problem.ts';
import { leafAt, type Mapping } from './source/tree.ts';
import { needOf } from './this-runtime.ts';
import { isOff, type Written, walk } from './walk.ts';

/**
 * Refuses what a fetch handler on Node, Deno or Bun cannot do, though the runtime could by its sockets. On workerd, where
 * there is nothing but fetch handlers, the runtime has refused it already.
 */
export function refuseWithoutSockets(tree: Mapping, shape: BlockShape, host: Host, problems: Problems): void {
  if (host.runtime === 'workerd') return;
  walk(tree, shape, (written) => {
    const reason = whyNot(written, host);
    // What the runtime cannot do anywhere has been told.
    if (reason === undefined || isOff(written) || problems.hasErrorAt(written.at)) return true;
    problems.error(written.at, written.path, `"${written.key}" has no effect in a fetch handler: ${reason}`);
    return false;
  });
}

/** What a fetch handler is part of. */
export interface Host extends Pick<Files, 'isFolder' | 'problemOfGeo'> {
  readonly runtime: RuntimeName;
}

function whyNot(written: Written, host: Host): string | undefined {
  if (written.key === 'websocket') return 'it cannot switch protocols; serve by sentinel run';
  // The waits of the upstream for the body of a request are those of fetch too.
  if (written.key === 'write') return undefined;
  if (isTcpCheck(written)) return 'fetch opens no bare connection; check by "http"';
  // A host that looks at folders and databases when it checks a configuration has them when it serves.
  if (written.key === 'static-files')
    return host.isFolder ? undefined : 'nothing of it reads files; serve by sentinel run';
  if (written.key === 'backend' && isFile(written)) return 'nothing of it writes files; count in "upstash" or "local"';
  const need = needOf(written);
  if (need === 'geo-database' && host.problemOfGeo) return undefined;
  const isOneProcess = need === 'worker-threads' && written.value.kind === 'leaf' && Number(written.value.value) === 1;
  return need === undefined || isOneProcess ? undefined : reasons[need];
}

function isTcpCheck({ key, value }: Written): boolean {
  if (key !== 'health-check' || value.kind !== 'mapping') return false;
  return String(leafAt(value, 'type') ?? 'tcp').toLowerCase() === 'tcp';
}

function isFile({ value }: Written): boolean {
  return value.kind === 'leaf' && value.value === 'sqlite';
}

const hostListens = 'what it is part of takes the connections';
const hostLives = 'the process is that of the program it is part of';

const reasons: Readonly<Partial<Record<Capability, string>>> = {
  'connection-limits': hostListens,
  'keep-alive-control': hostListens,
  'upgrade-control': hostListens,
  'socket-timeouts': hostListens,
  'tls-listeners': hostListens,
  'unix-sockets': hostListens,
  'process-control': hostLives,
  'worker-threads': hostLives,
  'file-watch': 'nothing watches files',
  'cache-stores': 'it has neither files nor connections of its own; keep in "memory"',
  'geo-database': 'it reads no databases',
  'log-files': 'lines go to the console; log to "stdout"',
  'connection-pool': 'fetch keeps the connections',
  http2: 'fetch chooses the version',
  'store-connections': 'it has no connections of its own; count in "upstash"',
  'system-discovery': 'it asks no name servers and watches no files; discover by "http" or "consul"',
  'grpc-checks': 'fetch shows no trailers, and gRPC ends with them',
};
