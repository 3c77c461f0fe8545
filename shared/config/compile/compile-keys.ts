import { KeyCache } from '../../keys/key-cache.ts';
import { type KeyChange, KeyOffice } from '../../keys/key-office.ts';
import type { KeyRecord } from '../../keys/key-record.ts';
import { KeyRing } from '../../keys/key-ring.ts';
import type { KeyStore } from '../../keys/key-store.ts';
import { MemoryKeyStore } from '../../keys/memory-key-store.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Config } from '../config.ts';
import { routeNames } from '../scopes/route-names.ts';
import { auditLogOf } from './audit-log-of.ts';
import { errorLogOf } from './error-log-of.ts';

type KeysConfig = NonNullable<Config['virtualKeys']>;

/** Makes the store of keys that outlives the process; `file` is where it is kept, on runtimes with files. */
export type KeyStoreFactory = (file: string | undefined) => KeyStore;

/** The virtual keys of a plan. */
export interface PlanKeys {
  readonly ring: KeyRing;
  /** Absent where the configuration has all keys there are. */
  readonly office: KeyOffice | undefined;
  readonly store: KeyStore | undefined;
  readonly cache: KeyCache;
  /** What tells this store from others, and the cache from one of other settings. */
  readonly place: string;
  readonly cachedAs: string;
}

/** What keys are made with. */
export interface KeysParts {
  readonly platform: Platform;
  /** Those of the plan in force, whose store and whose memory go on. */
  readonly previous: PlanKeys | undefined;
  readonly makeKeyStore?: KeyStoreFactory | undefined;
  readonly stateFile?: ((directory: string, name: string) => string) | undefined;
}

/** The keys of a configuration; `undefined` where it says nothing of any. */
export function compileKeys(config: Config, parts: KeysParts): PlanKeys | undefined {
  const settings = config.virtualKeys;
  if (!settings) return undefined;
  const { platform, previous } = parts;
  const declared = settings.keys.map(declaredKey);
  const place = `${settings.store} ${settings.file ?? config.system.stateDirectory}`;
  const store = previous?.place === place ? previous.store : storeOf(config, settings, parts);
  const cachedAs = `${settings.cacheMs} ${settings.maxCached}`;
  const cache =
    previous?.place === place && previous.cachedAs === cachedAs
      ? previous.cache
      : new KeyCache({ freshMs: settings.cacheMs, mostKeys: settings.maxCached }, platform.clock);
  const office =
    store &&
    new KeyOffice({
      ...{ platform, store, declared, routes: routeNames(config), report: reportOf(config, platform) },
      forget: (hashes) => cache.forget(hashes),
    });
  return {
    ring: new KeyRing({ declared, store, cache, clock: platform.clock }),
    office,
    store,
    cache,
    place,
    cachedAs,
  };
}

function storeOf({ system }: Config, { store, file }: KeysConfig, parts: KeysParts): KeyStore | undefined {
  if (store === 'none') return undefined;
  const { makeKeyStore, stateFile } = parts;
  if (store === 'memory' || !makeKeyStore) return new MemoryKeyStore();
  return makeKeyStore(file ?? stateFile?.(system.stateDirectory, 'keys.db'));
}

/** A declared key as a record. It has no past: what it is, the configuration says. */
function declaredKey({
  id,
  hash,
  routes,
  models,
  addresses,
  expires,
  limits,
  budgets,
  metadata,
}: KeysConfig['keys'][number]) {
  const record: KeyRecord = {
    ...{ id, createdAt: 0, version: 1, secrets: [{ hash: hash.toLowerCase(), hint: '' }] },
    settings: {
      ...{ name: id, routes, models, addresses, metadata: Object.fromEntries(metadata) },
      expiresAt: expires === undefined ? undefined : Date.parse(expires),
      rates: limits,
      budgets: budgets.map(({ limit: tokens, costLimit: cost, ...budget }) => ({ ...budget, tokens, cost })),
    },
  };
  return record;
}

/** Every change is told: in the audit log, or in the error log where there is no audit log. */
function reportOf(config: Config, platform: Platform): (change: KeyChange) => void {
  const audit = auditLogOf(config, platform);
  const at = (): number => platform.clock.now();
  if (!audit) {
    const log = errorLogOf(config, platform);
    return ({ action, id, by }) =>
      log?.write({ at: at(), level: 'info', message: `virtual key ${action}`, facts: { key: id, by: by.clientIp } });
  }
  return ({ action, id, name, by }) =>
    audit.write({
      at: at(),
      type: 'admin_action',
      action,
      ...by,
      reason: 'virtual_key',
      metadata: { key_id: id, key_name: name },
    });
}
