import { timers } from '../shared/fetch/platform.ts';
import type { Sentinel } from '../shared/sentinel.ts';
import { ErrorLog } from '../shared/telemetry/error-log.ts';
import { clientOf } from './cloudflare/client-of.ts';
import type { Env } from './cloudflare/env.ts';
import { healthObjectStore, setChecksGoing } from './cloudflare/health/health-store.ts';
import { SharedHealth } from './cloudflare/health/shared-health.ts';
import { ledgerFaceOf } from './cloudflare/ledger/ledger-bindings.ts';
import type { LedgerFace } from './cloudflare/ledger/ledger-face.ts';
import { liveOf } from './cloudflare/live-of.ts';
import type { LiveSentinel } from './cloudflare/live-sentinel.ts';
import { cloudflarePlatform } from './cloudflare/platform.ts';
import { ttlMsOf } from './cloudflare/ttl.ts';

export type { Env } from './cloudflare/env.ts';
export { CheckingHealthObject as HealthObject } from './cloudflare/health/checking-health-object.ts';
export { KeysObject } from './cloudflare/keys/keys-object.ts';
export { LedgerObject } from './cloudflare/ledger/ledger-object.ts';

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
    const mustWait = health?.mustWait(sentinel) ?? false;
    if (health && (mustWait || health.isDue)) {
      const refreshing = health.refresh(sentinel);
      if (mustWait) await refreshing;
      else context.waitUntil(refreshing);
    }
    return sentinel.fetch(request, clientOf(request, context));
  },

  /** The cron trigger: health checks go on where nobody asks for anything. */
  async scheduled(_controller, env): Promise<void> {
    if (env.SENTINEL_HEALTH) await setChecksGoing(env.SENTINEL_HEALTH);
  },
} satisfies ExportedHandler<Env>;

function isolateOf(env: Env): Isolate {
  const health = healthOf(env);
  const live = liveOf(env, health && ((ejection, { downstream }) => downstream.background(health.tell(ejection))));
  return { live, health, ledgerFace: ledgerFaceOf(env) };
}

function healthOf({ SENTINEL_HEALTH, SENTINEL_HEALTH_TTL_SECS }: Env): SharedHealth | undefined {
  if (!SENTINEL_HEALTH) return undefined;
  return new SharedHealth({
    store: healthObjectStore(SENTINEL_HEALTH, timers),
    ttlMs: ttlMsOf(SENTINEL_HEALTH_TTL_SECS, defaultHealthTtlSecs),
    platform: cloudflarePlatform,
  });
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
