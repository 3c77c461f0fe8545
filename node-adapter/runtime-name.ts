import type { RuntimeName } from '../shared/platform/platform.ts';

/** The runtime this process runs on. */
export function runtimeName(): Exclude<RuntimeName, 'workerd'> {
  if ('Deno' in globalThis) return 'deno';
  return 'Bun' in globalThis ? 'bun' : 'node';
}
