import type { TargetOptions } from '../../shared/upstream/live-target.ts';

/** Targets named `t0:80`, `t1:80` and so on, one for each weight. */
export function targetsOf(weights: readonly number[], zone?: string): TargetOptions[] {
  return weights.map((weight, i) => targetOf(`t${i}:80`, weight, zone));
}

/** One target at an address that nothing listens on. */
export function targetOf(name: string, weight = 1, zone?: string): TargetOptions {
  const pool = { maxConnections: 1, maxIdle: 1, idleTimeoutMs: 1, maxLifetimeMs: undefined };
  return { name, weight, zone, address: { host: name.split(':')[0]!, port: 80, tls: undefined, pool } };
}
