import type { RuntimeName } from '../platform/platform.ts';
import { whyNot } from './capabilities.ts';
import type { Capability } from './fields/capability.ts';
import type { BlockShape } from './fields/shape.ts';
import type { Problems } from './problem.ts';
import { leafAt, type Mapping, type Tree } from './source/tree.ts';
import { isOff, type Written, walk } from './walk.ts';

/** Refuses what the chosen runtime cannot do, with the reason. */
export function refuseMissing(tree: Mapping, shape: BlockShape, runtime: RuntimeName, problems: Problems): void {
  walk(tree, shape, (written) => {
    const need = needOf(written);
    const reason = need && whyNot(need, runtime);
    if (reason === undefined || isOff(written) || isAsItIs(written, runtime)) return true;
    problems.error(written.at, written.path, `"${written.key}" has no effect on ${runtime}: ${reason}`);
    return false;
  });
}

/** Whether a setting asks for what the runtime does anyway: one process, where there is no more than one. */
function isAsItIs({ path, value }: Written, runtime: RuntimeName): boolean {
  const isOneProcess = path === 'system.worker-threads' && value.kind === 'leaf' && Number(value.value) === 1;
  return isOneProcess && runtime !== 'workerd';
}

/** What a setting needs by its nature, or by what it says. */
export function needOf({ key, field, value, path }: Written): Capability | undefined {
  if (field.notes.needs) return field.notes.needs;
  if (key === 'health-check' && value.kind === 'mapping')
    return String(leafAt(value, 'type')).toLowerCase() === 'grpc' ? 'grpc-checks' : undefined;
  if (key === 'discovery' && value.kind === 'mapping')
    return sourceNeeds[String(leafAt(value, 'type')).toLowerCase().replaceAll('_', '-')];
  if (key === 'algorithms') return namesLate(value) ? 'compression-choice' : undefined;
  if (value.kind !== 'leaf' || typeof value.value !== 'string') return undefined;
  if (path === 'cache.backend') return cacheNeeds[value.value.toLowerCase()];
  if (key === 'backend') return storeNeeds[value.value.toLowerCase()];
  if (key === 'address' && value.value.startsWith('unix:')) return 'unix-sockets';
  const isLog = key === 'file' && path.startsWith('observability.logging.');
  return isLog && value.value !== 'stdout' && value.value !== 'stderr' ? 'log-files' : undefined;
}

/** Whether codings are named that not every runtime has. */
function namesLate(value: Tree): boolean {
  const items = value.kind === 'sequence' ? value.items : [value];
  return items.some((item) => item.kind === 'leaf' && /\b(?:br|brotli|zstd)\b/i.test(String(item.value)));
}

/** What a source of targets needs, by its names. */
const sourceNeeds: Readonly<Record<string, Capability>> = {
  dns: 'system-discovery',
  'dns-srv': 'system-discovery',
  srv: 'system-discovery',
  kubernetes: 'system-discovery',
  k8s: 'system-discovery',
  file: 'system-discovery',
};

/** What a store of the cache needs, by its names. */
const cacheNeeds: Readonly<Record<string, Capability>> = {
  disk: 'cache-stores',
  hybrid: 'cache-stores',
  redis: 'cache-stores',
  edge: 'edge-cache',
};

/** What a store of counts needs, by its names. */
const storeNeeds: Readonly<Record<string, Capability>> = {
  sqlite: 'files',
  redis: 'store-connections',
  memcached: 'store-connections',
  memcache: 'store-connections',
};
