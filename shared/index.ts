import { withoutRanks } from './ai/tokens/estimator-for.ts';
import { discoveryWith } from './config/compile/compile-discovery.ts';
import type { ConfigInput } from './config/config.ts';
import { countsTokens } from './config/counts-tokens.ts';
import type { Environment } from './config/source/environment.ts';
import type { FetchConnection } from './fetch/fetch-connection.ts';
import { type FetchPlatform, fetchPlatform } from './fetch/platform.ts';
import { readConfig } from './read-config.ts';
import { Sentinel } from './sentinel.ts';

export type { ConfigInput } from './config/config.ts';
export { defineConfig } from './config/define-config.ts';
export { ConfigurationError } from './configuration-error.ts';
export type { FetchConnection } from './fetch/fetch-connection.ts';
export type { FetchHost } from './fetch/fetch-host.ts';
export { type FetchPlatform, fetchPlatform } from './fetch/platform.ts';
export { version } from './version.ts';

/** What Sentinel is made with as a library. */
export interface SentinelOptions {
  /** The configuration: an object as `defineConfig` types it, or the text of a KDL or JSON file. */
  readonly config: ConfigInput | string;
  /** Variables that `${NAME}` in the configuration stands for. */
  readonly env?: Environment;
  /** The runtime's ports; found out by itself when absent. */
  readonly platform?: FetchPlatform;
}

/** Sentinel behind a fetch handler. */
export interface FetchProxy {
  /** Answers one request. `connection` says what the host knows of the client; without it, nothing is known. */
  fetch(request: Request, connection?: FetchConnection): Promise<Response>;
  /** Whether a route takes the request. */
  takes(request: Request): Promise<boolean>;
  /** Settles when the configuration is read; rejects with a `ConfigurationError` when it cannot be used. */
  ready(): Promise<void>;
}

/**
 * Makes a proxy for any host that serves by `fetch`. Nothing is read or started before the first call, because some
 * runtimes allow no work outside a request.
 */
export function createSentinel(options: SentinelOptions): FetchProxy {
  let started: Promise<Sentinel> | undefined;
  const sentinel = (): Promise<Sentinel> => {
    started ??= start(options);
    return started;
  };
  return {
    fetch: async (request, connection) => (await sentinel()).fetch(request, connection),
    takes: async (request) => (await sentinel()).takes(request),
    ready: async () => void (await sentinel()),
  };
}

async function start({ config, env = {}, platform = fetchPlatform() }: SentinelOptions): Promise<Sentinel> {
  const entry = typeof config === 'string' ? { name: 'config', text: config } : { name: 'config', data: config };
  const { runtime } = platform;
  const read = await readConfig({ entry, env, runtime, hostListens: true });
  if (!platform.loadRanks && countsTokens(read)) throw new Error(withoutRanks);
  const sentinel = new Sentinel(read, platform, { discover: discoveryWith({}) });
  // On workerd a timer belongs to a request.
  if (runtime !== 'workerd') sentinel.startJobs();
  return sentinel;
}
