import { Fault } from '../errors/fault.ts';
import { behindGuard } from '../ledger/behind-guard.ts';
import { openHttpLedger } from '../ledger/http-ledger.ts';
import type { LedgerFactory } from '../ledger/ledger-opener.ts';
import { localLedgers } from '../ledger/local-ledgers.ts';
import { openRestLedger } from '../ledger/redis/rest-runner.ts';
import type { Platform } from '../platform/platform.ts';
import { ErrorLog } from '../telemetry/error-log.ts';

/** The ledgers that every host with `fetch` can have: in its memory, and those that are asked over HTTP. */
export function fetchLedgers(platform: Platform): LedgerFactory {
  const local = localLedgers(platform);
  const log = new ErrorLog('error', platform.log);
  const report = (ledger: string, fault: Fault): void => {
    log.write({ at: platform.clock.now(), level: 'error', message: `the ledger ${ledger} does not answer`, fault });
  };
  return (settings) => {
    if (settings.backend === 'upstash') {
      const options = { ...settings, timeoutMs: settings.guard.timeoutMs };
      return behindGuard(openRestLedger(options, platform), settings, { platform, report });
    }
    if (settings.backend === 'durable-object') {
      const { url, token, guard } = settings;
      if (url === undefined || token === undefined) {
        throw new Fault('internal', { detail: 'the ledger "durable-object" needs a binding, or url and token' });
      }
      const remote = openHttpLedger({ url, token, timeoutMs: guard.timeoutMs }, platform);
      return behindGuard(remote, settings, { platform, report });
    }
    return local(settings);
  };
}
