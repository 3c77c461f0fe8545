import { cloudflarePlatform } from '../platform.ts';
import { LedgerFace } from './ledger-face.ts';
import { openDurableObjectLedger } from './object-ledger.ts';

/** What wrangler.toml binds for the ledger. */
export interface LedgerBindings {
  readonly SENTINEL_LEDGER?: DurableObjectNamespace;
  /** Objects that share the keys; 1 when absent. */
  readonly SENTINEL_LEDGER_SHARDS?: string;
  /** A secret: with it, servers elsewhere may use the ledger. */
  readonly SENTINEL_LEDGER_TOKEN?: string;
}

/** Servers elsewhere have deadlines of their own, shorter ones. */
const faceTimeoutMs = 2_000;
const mostShards = 64;

/** The ledger for servers elsewhere; none without the binding and a token. */
export function ledgerFaceOf(bindings: LedgerBindings): LedgerFace | undefined {
  const { SENTINEL_LEDGER: namespace, SENTINEL_LEDGER_TOKEN: token } = bindings;
  if (!namespace) return undefined;
  const options = { shards: shardsOf(bindings), timeoutMs: faceTimeoutMs };
  return LedgerFace.of(openDurableObjectLedger(namespace, options, cloudflarePlatform), token);
}

/** How many objects share the keys: the same number for all who use a binding. */
export function shardsOf({ SENTINEL_LEDGER_SHARDS }: LedgerBindings): number {
  const shards = Math.trunc(Number(SENTINEL_LEDGER_SHARDS ?? 1));
  return shards >= 1 ? Math.min(shards, mostShards) : 1;
}
