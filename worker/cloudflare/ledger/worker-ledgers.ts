import { Fault } from '../../../shared/errors/fault.ts';
import { fetchLedgers } from '../../../shared/fetch/fetch-ledgers.ts';
import { behindGuard } from '../../../shared/ledger/behind-guard.ts';
import type { LedgerFactory } from '../../../shared/ledger/ledger-opener.ts';
import { ErrorLog } from '../../../shared/telemetry/error-log.ts';
import { cloudflarePlatform as platform } from '../platform.ts';
import { type LedgerBindings, shardsOf } from './ledger-bindings.ts';
import { openDurableObjectLedger } from './object-ledger.ts';

/** The ledgers that a Worker can have: those of any host with `fetch`, and those of its bindings. */
export function workerLedgers(bindings: LedgerBindings): LedgerFactory {
  const others = fetchLedgers(platform);
  const log = new ErrorLog('error', platform.log);
  const report = (ledger: string, fault: Fault): void => {
    log.write({ at: platform.clock.now(), level: 'error', message: `the ledger ${ledger} does not answer`, fault });
  };
  return (settings) => {
    if (settings.backend !== 'durable-object' || settings.url !== undefined) return others(settings);
    const options = { shards: shardsOf(bindings), timeoutMs: settings.guard.timeoutMs };
    const objects = openDurableObjectLedger(boundTo(settings.binding, bindings), options, platform);
    return behindGuard(objects, settings, { platform, report });
  };
}

function boundTo(name: string, bindings: LedgerBindings): DurableObjectNamespace {
  const bound = (bindings as Readonly<Record<string, unknown>>)[name];
  if (typeof bound === 'object' && bound !== null && 'idFromName' in bound) return bound as DurableObjectNamespace;
  throw new Fault('internal', { detail: `the ledger "durable-object" needs the binding ${name}` });
}
