import { Fault } from '../../shared/errors/fault.ts';
import { behindGuard } from '../../shared/ledger/behind-guard.ts';
import type { HttpLedgerOptions } from '../../shared/ledger/http-ledger.ts';
import { LazyLedger } from '../../shared/ledger/lazy-ledger.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import type { LedgerFactory } from '../../shared/ledger/ledger-opener.ts';
import type {
  MemcachedLedgerSettings,
  RedisLedgerSettings,
  SqliteLedgerSettings,
  UpstashLedgerSettings,
} from '../../shared/ledger/ledger-settings.ts';
import { localLedgers } from '../../shared/ledger/local-ledgers.ts';
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
  const parts = { platform, report };
  return (settings) => {
    switch (settings.backend) {
      case 'local':
        return sharedFile === undefined ? local(settings) : openSqliteLedger({ path: sharedFile }, platform);
      case 'sqlite':
        return behindGuard(sqlite(settings, platform), settings, parts);
      case 'redis':
        return behindGuard(redis(settings), settings, parts);
      case 'upstash':
        return behindGuard(upstash(settings, platform), settings, parts);
      case 'durable-object': {
        const { url, token, guard } = settings;
        if (url === undefined || token === undefined) throw lacking('a durable-object without url and token');
        return behindGuard(remote({ url, token, timeoutMs: guard.timeoutMs }, platform), settings, parts);
      }
      case 'memcached':
        return behindGuard(memcached(settings, platform), settings, parts);
    }
  };
}

/** The process waits with all it does, so the deadline has to hold in the file itself. */
function sqlite({ file, guard }: SqliteLedgerSettings, platform: Platform): Ledger {
  return openSqliteLedger({ path: file, busyMs: Math.ceil(guard.timeoutMs) }, platform);
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

function memcached(settings: MemcachedLedgerSettings, platform: Platform): Ledger {
  return new LazyLedger('memcached', async () => {
    const { openSocketMemcachedLedger } = await import('./memcached-ledger.ts');
    return openSocketMemcachedLedger(settings, platform);
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
