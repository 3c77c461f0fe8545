import { Fault } from '../../shared/errors/fault.ts';
import { GuardedLedger } from '../../shared/ledger/guarded-ledger.ts';
import type { HttpLedgerOptions } from '../../shared/ledger/http-ledger.ts';
import { LazyLedger } from '../../shared/ledger/lazy-ledger.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import type { LedgerFactory } from '../../shared/ledger/ledger-opener.ts';
import type { GuardSettings, RedisLedgerSettings, UpstashLedgerSettings } from '../../shared/ledger/ledger-settings.ts';
import { localLedgers } from '../../shared/ledger/local-ledgers.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import type { Platform } from '../../shared/platform/platform.ts';
import { openSqliteLedger } from './sqlite-ledger.ts';

/** What the ledgers of a process are made with. */
export interface NodeLedgerParts {
  readonly platform: Platform;
  /** Where the processes that serve together count together; absent where one serves alone. */
  readonly sharedFile: string | undefined;
  /** Hears of every answer that a ledger did not give. */
  report(ledger: string, fault: Fault): void;
}

/** The ledgers that a process with sockets and files can have. */
export function nodeLedgers({ platform, sharedFile, report }: NodeLedgerParts): LedgerFactory {
  const local = localLedgers(platform);
  const guarded = (ledger: Ledger, guard: GuardSettings): Ledger =>
    new GuardedLedger(ledger, guard, {
      clock: platform.clock,
      timers: platform.timers,
      local: memoryLedger(platform.clock),
      report: (fault) => report(ledger.name, fault),
    });
  return (settings) => {
    switch (settings.backend) {
      case 'local':
        return sharedFile === undefined ? local(settings) : openSqliteLedger({ path: sharedFile }, platform);
      case 'sqlite':
        return guarded(openSqliteLedger({ path: settings.file }, platform), settings.guard);
      case 'redis':
        return guarded(redis(settings), settings.guard);
      case 'upstash':
        return guarded(upstash(settings, platform), settings.guard);
      case 'durable-object': {
        const { url, token, guard } = settings;
        if (url === undefined || token === undefined) throw lacking('a durable-object without url and token');
        return guarded(remote({ url, token, timeoutMs: guard.timeoutMs }, platform), guard);
      }
      default:
        throw lacking(settings.backend);
    }
  };
}

function redis(settings: RedisLedgerSettings): Ledger {
  return new LazyLedger('redis', async () => (await import('./redis-ledger.ts')).openRedisLedger(settings));
}

function upstash(settings: UpstashLedgerSettings, platform: Platform): Ledger {
  const options = { ...settings, timeoutMs: settings.guard.timeoutMs };
  return new LazyLedger('upstash', async () => {
    const { openUpstashLedger } = await import('../../shared/ledger/redis/upstash-ledger.ts');
    return openUpstashLedger(options, platform);
  });
}

function remote(options: HttpLedgerOptions, platform: Platform): Ledger {
  return new LazyLedger('durable-object', async () => {
    const { openHttpLedger } = await import('../../shared/ledger/http-ledger.ts');
    return openHttpLedger(options, platform);
  });
}

function lacking(what: string): Fault {
  return new Fault('internal', { detail: `this runtime has no ledger of the kind ${what}` });
}
