import bundled from 'sentinel-config';
import { timers } from '../shared/fetch/platform.ts';
import { readConfig } from '../shared/read-config.ts';
import type { Sentinel } from '../shared/sentinel.ts';
import { ErrorLog } from '../shared/telemetry/error-log.ts';
import { type BundledConfig, bundledFiles } from './cloudflare/bundled-config.ts';
import { clientOf } from './cloudflare/client-of.ts';
import { kvConfigStore } from './cloudflare/kv-config-store.ts';
import { LiveSentinel } from './cloudflare/live-sentinel.ts';
import { cloudflarePlatform } from './cloudflare/platform.ts';

/** The bindings of wrangler.toml. Further text bindings are the variables of the configuration. */
export interface Env {
  readonly SENTINEL_KV?: KVNamespace;
  readonly SENTINEL_CONFIG_TTL_SECS?: string;
}

const defaultTtlSecs = 30;

/** One for each isolate, made by its first request: outside of requests the runtime allows next to nothing. */
let live: LiveSentinel | undefined;

/** The entry for Cloudflare Workers. */
export default {
  async fetch(request, env, context): Promise<Response> {
    live ??= liveWith(env);
    if (live.isDue && live.running) context.waitUntil(live.refresh());
    const sentinel = live.running ?? (await started(live));
    return sentinel ? sentinel.fetch(request, clientOf(request, context)) : unusable();
  },
} satisfies ExportedHandler<Env>;

function liveWith(env: Env): LiveSentinel {
  const variables = textsOf(env);
  const config = JSON.parse(bundled) as BundledConfig;
  return new LiveSentinel({
    platform: cloudflarePlatform,
    store: env.SENTINEL_KV && kvConfigStore(env.SENTINEL_KV, timers),
    ttlMs: Number(env.SENTINEL_CONFIG_TTL_SECS ?? defaultTtlSecs) * 1000,
    load(text) {
      const source = text === undefined ? bundledFiles(config) : { entry: { name: 'SENTINEL_KV', text } };
      return readConfig({ ...source, env: variables, runtime: 'workerd' });
    },
  });
}

function textsOf(env: Env): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env as Record<string, unknown>).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

async function started(sentinel: LiveSentinel): Promise<Sentinel | undefined> {
  try {
    return await sentinel.start();
  } catch (error) {
    // To serve by an older configuration could open what the new one closes: nothing is served.
    const { log, clock } = cloudflarePlatform;
    new ErrorLog('error', log).write({ at: clock.now(), level: 'error', message: String(error) });
    return undefined;
  }
}

function unusable(): Response {
  return Response.json({ error: 'internal', message: 'The configuration cannot be used.' }, { status: 503 });
}
