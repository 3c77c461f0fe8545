import { admin } from './admin.ts';
import type { BuiltinDefinition } from './builtin.ts';
import { cachePurge } from './cache-purge.ts';
import { cacheStats } from './cache-stats.ts';
import { configDump } from './config-dump.ts';
import { health } from './health.ts';
import { metrics } from './metrics.ts';
import { notFound } from './not-found.ts';
import { status } from './status.ts';
import { upstreams } from './upstreams.ts';

/** Every builtin page, by the name `builtin-handler` knows it under. */
export const builtins: readonly BuiltinDefinition[] = [
  status,
  health,
  metrics,
  configDump,
  upstreams,
  admin,
  cacheStats,
  cachePurge,
  notFound,
];
