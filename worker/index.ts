import bundled from 'sentinel-config';
import { timers } from '../shared/fetch/platform.ts';
import { readConfig } from '../shared/read-config.ts';
import type { Sentinel } from '../shared/sentinel.ts';
import { ErrorLog } from '../shared/telemetry/error-log.ts';
import { type BundledConfig, bundledFiles } from './cloudflare/bundled-config.ts';
import { clientOf } from './cloudflare/client-of.ts';
import { healthObjectStore } from './cloudflare/health/health-store.ts';
import { SharedHealth } from './cloudflare/health/shared-health.ts';
import { kvConfigStore } from './cloudflare/kv-config-store.ts';
import { type LedgerBindings, ledgerFaceOf } from './cloudflare/ledger/ledger-bindings.ts';
import type { LedgerFace } from './cloudflare/ledger/ledger-face.ts';
import { LiveSentinel } from './cloudflare/live-sentinel.ts';
import { cloudflarePlatform } from './cloudflare/platform.ts';

export { HealthObject } from './cloudflare/health/health-object.ts';
export { LedgerObject } from './cloudflare/ledger/ledger-object.ts';

/** The bindings of wrangler.toml. Further text bindings are the variables of the configuration. */
export interface Env extends LedgerBindings {
  readonly SENTINEL_KV?: KVNamespace;
  readonly SENTINEL_CONFIG_TTL_SECS?: string;
  readonly SENTINEL_HEALTH?: DurableObjectNamespace;
  readonly SENTINEL_HEALTH_TTL_SECS?: string;
}

const defaultConfigTtlSecs = 30;
const defaultHealthTtlSecs = 5;

/** What an isolate keeps. Made by its first request: outside of requests the runtime allows next to nothing. */
interface Isolate {
  readonly live: LiveSentinel;
  /** Absent where nothing is shared. */
  readonly health: SharedHealth | undefined;
  /** Absent where the ledger is for this Worker alone. */
  readonly ledgerFace: LedgerFace | undefined;
}

let isolate: Isolate | undefined;

/** The entry for Cloudflare Workers. */
export default {
  async fetch(request, env, context): Promise<Response> {
    isolate ??= isolateOf(env);
    const { live, health, ledgerFace } = isolate;
    const counted = ledgerFace?.answer(request);
    if (counted) return counted;
    const sentinel = live.running ?? (await started(live));
    if (!sentinel) return unusable();
    if (live.isDue) context.waitUntil(live.refresh());
    if (health?.isDue) context.waitUntil(health.refresh(sentinel));
    return sentinel.fetch(request, clientOf(request, context));
  },
} satisfies ExportedHandler<Env>;

function isolateOf(env: Env): Isolate {
  const health = healthOf(env);
  return { live: liveWith(env, health), health, ledgerFace: ledgerFaceOf(env) };
}

function healthOf({ SENTINEL_HEALTH, SENTINEL_HEALTH_TTL_SECS }: Env): SharedHealth | undefined {
  if (!SENTINEL_HEALTH) return undefined;
  return new SharedHealth({
    store: healthObjectStore(SENTINEL_HEALTH, timers),
    ttlMs: ttlMsOf(SENTINEL_HEALTH_TTL_SECS, defaultHealthTtlSecs),
    platform: cloudflarePlatform,
  });
}

function liveWith(env: Env, health: SharedHealth | undefined): LiveSentinel {
  const variables = textsOf(env);
  const config = JSON.parse(bundled) as BundledConfig;
  return new LiveSentinel({
    platform: cloudflarePlatform,
    store: env.SENTINEL_KV && kvConfigStore(env.SENTINEL_KV, timers),
    ttlMs: ttlMsOf(env.SENTINEL_CONFIG_TTL_SECS, defaultConfigTtlSecs),
    load(text) {
      const source = text === undefined ? bundledFiles(config) : { entry: { name: 'SENTINEL_KV', text } };
      return readConfig({ ...source, env: variables, runtime: 'workerd' });
    },
    ...(health && { onEjected: (ejection, { downstream }) => downstream.background(health.tell(ejection)) }),
  });
}

/** What is no number of seconds would stop the refreshing for good. */
function ttlMsOf(text: string | undefined, defaultSecs: number): number {
  const secs = Number(text ?? defaultSecs);
  return (secs >= 0 ? secs : defaultSecs) * 1000;
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
