import type { AdminParts } from '../admin/admin-parts.ts';
import type { Cache, PurgeHow } from '../cache/cache.ts';
import type { Purge } from '../cache/cache-store.ts';
import type { Handler } from '../engine/handler.ts';
import type { ProcessSamples } from '../telemetry/metrics/metrics-text.ts';
import type { Samples } from '../telemetry/metrics/samples.ts';
import type { RouteShadow } from '../upstream/shadow/shadow-view.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { AdminAccess } from './admin-access.ts';
import type { ProcessFigures } from './process-samples.ts';

/** What the builtin pages show and who may see them. */
export interface BuiltinParts extends AdminParts {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly instanceId: string;
  readonly admin: AdminAccess;
  readonly upstreams: () => readonly Upstream[];
  /** The routes whose requests are copied. */
  readonly shadows: () => readonly RouteShadow[];
  /** The configuration in force, without its secrets. */
  readonly config: () => unknown;
  /** Whether the process takes no new work and is about to end. */
  readonly isDraining: () => boolean;
  /** Connections closed because there were too many; absent where the platform takes them. */
  readonly turnedAway?: () => number;
  /** What the process tells of itself; absent where the platform shows no process. */
  readonly figures?: () => ProcessFigures;
  /** The processes that serve the same listeners; absent where this one serves alone. */
  readonly siblings?: Siblings;
  /** What is kept of answers, and under way to be; absent where the cache is off. */
  readonly cache?: Cache | undefined;
  /** What was counted and measured; absent where metrics are off. */
  readonly samples?: (() => Samples) | undefined;
}

/** The other processes that serve the same listeners. */
export interface Siblings {
  /** What this process goes by among them. */
  readonly own: string;
  /** The metrics of those that answer in time. */
  ask(): Promise<readonly ProcessSamples[]>;
  /** Has the others purge what is kept. */
  purge(what: Purge, how: PurgeHow): void;
}

/** One builtin page: a row of the table in `handlers/index.ts`. */
export interface BuiltinDefinition {
  /** Its name in `builtin-handler`. */
  readonly name: string;
  /** One sentence for the reference. */
  readonly about: string;
  create(parts: BuiltinParts): Handler;
}
