import { Fault } from '../../errors/fault.ts';
import type { Clock } from '../../platform/platform.ts';
import type { Address } from '../../platform/transport.ts';
import type { MemcachedPorts } from './memcached-connection.ts';
import { MemcachedLedger } from './memcached-ledger.ts';
import { MemcachedPool } from './memcached-pool.ts';
import { MemcachedTime } from './memcached-time.ts';

/** Where a Memcached is, and the beginning of the keys in it. */
export interface MemcachedLedgerOptions {
  /** `memcache://host:port`; there is no user, as its text protocol knows none. */
  readonly url: string;
  /** Printable, without blanks, at most 150 characters. */
  readonly prefix: string;
  readonly poolSize: number;
  /** How long a counter is kept at least; as long as its rule needs it when absent. */
  readonly keepMs?: number | undefined;
}

/** A ledger in Memcached. Connects with the first call. Throws `Fault('ledger_unavailable')` for what it cannot use. */
export function openMemcachedLedger(
  options: MemcachedLedgerOptions,
  ports: MemcachedPorts & { readonly clock: Clock },
): MemcachedLedger {
  const { prefix, poolSize, keepMs } = options;
  if (!/^[\x21-\x7e]{0,150}$/.test(prefix))
    throw wrong('the prefix of its keys must be printable, at most 150 characters');
  const pool = new MemcachedPool(addressOf(options.url), poolSize, ports);
  const time = new MemcachedTime(ports.clock, () => pool.ask('stats\r\n', 'lines'));
  return new MemcachedLedger(prefix, pool, time, keepMs);
}

function addressOf(text: string): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'memcache:' || url.hostname === '') throw wrong('its URL must be memcache://host:port');
  if (url.username !== '' || url.password !== '') throw wrong('its text protocol knows no users');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 11_211 : Number(url.port),
    tls: undefined,
    pool: { maxConnections: 1, maxIdle: 1, idleTimeoutMs: 0, maxLifetimeMs: undefined },
  };
}

function wrong(what: string): Fault {
  return new Fault('ledger_unavailable', { detail: `Memcached: ${what}` });
}
