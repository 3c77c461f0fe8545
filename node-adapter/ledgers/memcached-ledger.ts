import type { Ledger } from '../../shared/ledger/ledger.ts';
import {
  type MemcachedLedgerOptions,
  openMemcachedLedger,
} from '../../shared/ledger/memcached/open-memcached-ledger.ts';
import type { Platform } from '../../shared/platform/platform.ts';
import { NameCache } from '../sockets/name-cache.ts';
import { NodeDialer } from '../sockets/node-dialer.ts';

/** A ledger in a Memcached, over the sockets of this process. */
export function openSocketMemcachedLedger(
  options: MemcachedLedgerOptions,
  { clock, timers }: Pick<Platform, 'clock' | 'timers'>,
): Ledger {
  const dialer = new NodeDialer(new NameCache(() => clock.monotonic()));
  return openMemcachedLedger(options, { dialer, clock, timers });
}
