import { RedisLedger } from '../../shared/ledger/redis/redis-ledger.ts';
import { type RedisAddress, RedisConnections } from './redis-connections.ts';

/** Where a Redis is, and the beginning of the keys in it. */
export interface RedisLedgerOptions extends RedisAddress {
  readonly prefix: string;
}

/** A ledger in a Redis that is spoken with over TCP. Connects with the first call. */
export function openRedisLedger(options: RedisLedgerOptions): RedisLedger {
  return new RedisLedger('redis', options.prefix, new RedisConnections(options));
}
