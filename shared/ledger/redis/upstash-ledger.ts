import type { Platform } from '../../platform/platform.ts';
import { RedisLedger } from './redis-ledger.ts';
import type { RestAddress } from './rest-requester.ts';
import { UpstashRunner } from './upstash-runner.ts';

/** Where a Redis is that is spoken with over REST, and the beginning of the keys in it. */
export interface UpstashLedgerOptions extends RestAddress {
  readonly prefix: string;
}

/** A ledger in a Redis that is spoken with over REST. */
export function openUpstashLedger(
  options: UpstashLedgerOptions,
  platform: Pick<Platform, 'transport' | 'timers'>,
): RedisLedger {
  return new RedisLedger('upstash', options.prefix, new UpstashRunner(options, platform));
}
