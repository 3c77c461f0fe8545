import type { FileBindings } from './files/worker-files.ts';
import type { LedgerBindings } from './ledger/ledger-bindings.ts';

/** The bindings of wrangler.toml. Further text bindings are the variables of the configuration. */
export interface Env extends LedgerBindings, FileBindings {
  readonly SENTINEL_KV?: KVNamespace;
  readonly SENTINEL_CONFIG_TTL_SECS?: string;
  readonly SENTINEL_KEYS?: DurableObjectNamespace;
  readonly SENTINEL_HEALTH?: DurableObjectNamespace;
  readonly SENTINEL_HEALTH_TTL_SECS?: string;
}
