import { Fault } from '../../../shared/errors/fault.ts';
import { statusFault } from '../../../shared/ledger/http-status-fault.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import type { Random } from '../../../shared/platform/platform.ts';
import type { Timers } from '../../../shared/platform/timers.ts';
import { inTime } from '../in-time.ts';
import { ShardCalls } from './shard-calls.ts';
import { ShardedLedger } from './sharded-ledger.ts';

/** How the objects of a binding make one ledger. */
export interface ObjectLedgerOptions {
  /** Objects that share the keys: each takes some hundred requests a second. With another number some keys begin anew. */
  readonly shards: number;
  /** Longest wait for one answer of one of them. */
  readonly timeoutMs: number;
}

/** The ledger behind the binding of `LedgerObject`. */
export function openDurableObjectLedger(
  namespace: DurableObjectNamespace,
  { shards, timeoutMs }: ObjectLedgerOptions,
  { timers, random }: { readonly timers: Timers; readonly random: Random },
): Ledger {
  const shard = (number: number): ShardCalls => {
    const name = `shard-${number}`;
    return new ShardCalls(async (operation, body) => {
      try {
        return await inTime(askObject(namespace, name, operation, body), timers, timeoutMs, 'it');
      } catch (error) {
        throw unavailable(error);
      }
    });
  };
  const others = Array.from({ length: shards - 1 }, (_, i) => shard(i + 1));
  return new ShardedLedger([shard(0), ...others], () => hexOf(random.bytes(16)));
}

async function askObject(
  namespace: DurableObjectNamespace,
  name: string,
  operation: string,
  body: string,
): Promise<string> {
  // A stub belongs to the request that made it.
  const stub = namespace.get(namespace.idFromName(name));
  // Only the path of it means anything.
  const response = await stub.fetch(`http://ledger/${operation}`, { method: 'POST', body });
  const text = await response.text();
  if (response.status !== 200) throw statusFault(response.status);
  return text;
}

function unavailable(error: unknown): Fault {
  if (error instanceof Fault) return error;
  return new Fault('ledger_unavailable', { detail: `SENTINEL_LEDGER failed: ${String(error)}`, cause: error });
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
