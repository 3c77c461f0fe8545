import bundled from 'sentinel-config';
import loadRanks from 'sentinel-ranks';
import { withoutRanks } from '../../shared/ai/tokens/estimator-for.ts';
import type { Config } from '../../shared/config/config.ts';
import { countsTokens } from '../../shared/config/counts-tokens.ts';
import { scopesOf } from '../../shared/config/scopes/scope.ts';
import { timers } from '../../shared/fetch/platform.ts';
import { readConfig } from '../../shared/read-config.ts';
import type { EjectionObserver } from '../../shared/upstream/ejection.ts';
import { type BundledConfig, bundledFiles } from './bundled-config.ts';
import { edgeCache } from './cache/edge-cache.ts';
import type { Env } from './env.ts';
import { mustHaveFiles } from './files/files-bound.ts';
import { workerFiles } from './files/worker-files.ts';
import { ObjectKeyStore } from './keys/object-key-store.ts';
import { kvConfigStore } from './kv-config-store.ts';
import { workerLedgers } from './ledger/worker-ledgers.ts';
import { LiveSentinel } from './live-sentinel.ts';
import { cloudflarePlatform } from './platform.ts';
import { ttlMsOf } from './ttl.ts';

const defaultConfigTtlSecs = 30;

/** Sentinel by the configuration that is bundled, or that stands in KV. `onEjected` is told of targets taken out here. */
export function liveOf(env: Env, onEjected?: EjectionObserver): LiveSentinel {
  const variables = textsOf(env);
  const config = JSON.parse(bundled) as BundledConfig;
  const files = workerFiles(env);
  return new LiveSentinel({
    platform: { ...cloudflarePlatform, ...(loadRanks && { loadRanks }), ...(files && { files }) },
    store: env.SENTINEL_KV && kvConfigStore(env.SENTINEL_KV, timers),
    ttlMs: ttlMsOf(env.SENTINEL_CONFIG_TTL_SECS, defaultConfigTtlSecs),
    async load(text) {
      const source = text === undefined ? bundledFiles(config) : { entry: { name: 'SENTINEL_KV', text } };
      const read = await readConfig({ ...source, env: variables, runtime: 'workerd' });
      // Targets would count as their `initial` says for ever.
      if (!env.SENTINEL_HEALTH && isChecked(read)) throw new Error('"health-check" needs the binding SENTINEL_HEALTH');
      // There would never be any.
      if (!env.SENTINEL_HEALTH && learns(read)) throw new Error('"discovery" needs the binding SENTINEL_HEALTH');
      if (!env.SENTINEL_KEYS && read.virtualKeys?.store === 'disk')
        throw new Error('"virtual-keys" needs the binding SENTINEL_KEYS, or another "store"');
      if (!loadRanks && countsTokens(read)) throw new Error(withoutRanks);
      mustHaveFiles(read, env);
      return read;
    },
    makeLedger: workerLedgers(env),
    makeCacheStore: () => edgeCache(env.SENTINEL_KV),
    ...(env.SENTINEL_KEYS && { makeKeyStore: keyStores(env.SENTINEL_KEYS) }),
    ...(onEjected && { onEjected }),
  });
}

function keyStores(namespace: DurableObjectNamespace): () => ObjectKeyStore {
  return () => new ObjectKeyStore(namespace, timers);
}

function isChecked(config: Config): boolean {
  return upstreamsOf(config).some(({ healthCheck }) => healthCheck !== undefined);
}

function learns(config: Config): boolean {
  return upstreamsOf(config).some(({ discovery }) => discovery !== undefined && discovery.type !== 'static');
}

function upstreamsOf(config: Config): Config['upstreams'] {
  return scopesOf(config).flatMap(({ names }) => [...names.upstreams.values()]);
}

function textsOf(env: Env): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env as Record<string, unknown>).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
