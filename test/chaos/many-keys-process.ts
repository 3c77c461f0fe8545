// Counts keys in the memory of a process of its own, and writes how many bytes it holds after each of some floods.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defaultMemoryBounds, memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import type { TokenBucket } from '../../shared/ledger/rule.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Every key is in use for as long as the process lives. */
const rule: TokenBucket = { kind: 'token-bucket', capacity: 2, refill: 1, perMs: 86_400_000 };
const ledger = memoryLedger({ now: () => Date.now(), monotonic: () => performance.now() });
const { maxCounters } = defaultMemoryBounds;

/** As the `rate-limit` filter names them, from addresses that differ. */
function flood(from: number, count: number): number {
  let granted = 0;
  for (let i = from; i < from + count; i += 1) {
    const key = Buffer.from(`filter api on all|token-bucket|10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`).toString();
    if (ledger.spend([{ key, rule, amount: 1 }]).granted) granted += 1;
  }
  return granted;
}

function heapBytes(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

// What is compiled and made once is not what a key weighs.
flood(0, 100);
const before = heapBytes();
const granted = flood(0, maxCounters);
const full = heapBytes();
const grantedAgain = flood(0, maxCounters);
const grantedNew = flood(maxCounters, 4 * maxCounters);
const after = heapBytes();
console.log(JSON.stringify({ maxCounters, before, full, after, granted, grantedAgain, grantedNew }));
