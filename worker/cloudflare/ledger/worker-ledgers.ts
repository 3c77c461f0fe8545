import { Fault } from '../../../shared/errors/fault.ts';
import { behindGuard } from '../../../shared/ledger/behind-guard.ts';
import { openHttpLedger } from '../../../shared/ledger/http-ledger.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import type { LedgerFactory } from '../../../shared/ledger/ledger-opener.ts';
import type { DurableObjectLedgerSettings } from '../../../shared/ledger/ledger-settings.ts';
import { localLedgers } from '../../../shared/ledger/local-ledgers.ts';
import { openRestLedger } from '../../../shared/ledger/redis/rest-runner.ts';
import { ErrorLog } from '../../../shared/telemetry/error-log.ts';
import { cloudflarePlatform as platform } from '../platform.ts';
import { type LedgerBindings, shardsOf } from './ledger-bindings.ts';
import { openDurableObjectLedger } from './object-ledger.ts';

/** The ledgers that a Worker can have, by its bindings. */
export function workerLedgers(bindings: LedgerBindings): LedgerFactory {
  const local = localLedgers(platform);
  const log = new ErrorLog('error', platform.log);
  const report = (ledger: string, fault: Fault): void => {
    log.write({ at: platform.clock.now(), level: 'error', message: `the ledger ${ledger} does not answer`, fault });
  };
  return (settings) => {
    switch (settings.backend) {
      case 'durable-object':
        return behindGuard(objects(settings, bindings), settings, { platform, report });
      case 'upstash': {
        const options = { ...settings, timeoutMs: settings.guard.timeoutMs };
        return behindGuard(openRestLedger(options, platform), settings, { platform, report });
      }
      default:
        return local(settings);
    }
  };
}

function objects({ binding, url, token, guard }: DurableObjectLedgerSettings, bindings: LedgerBindings): Ledger {
  const { timeoutMs } = guard;
  if (url !== undefined && token !== undefined) return openHttpLedger({ url, token, timeoutMs }, platform);
  const namespace = (bindings as Readonly<Record<string, unknown>>)[binding];
  if (typeof namespace !== 'object' || namespace === null || !('idFromName' in namespace)) {
    throw new Fault('internal', { detail: `the ledger "durable-object" needs the binding ${binding}` });
  }
  const options = { shards: shardsOf(bindings), timeoutMs };
  return openDurableObjectLedger(namespace as DurableObjectNamespace, options, platform);
}
