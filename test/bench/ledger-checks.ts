import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Claim } from '../../shared/ledger/ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import type { CounterRule } from '../../shared/ledger/rule.ts';

/** What a check of the ledger in memory costs, in nanoseconds, and what a key weighs, in bytes beside its text. */
export interface LedgerChecks {
  readonly rules: readonly RuleChecks[];
  readonly reserveAndSettleNs: number;
}

/** Of one kind of rule: over few keys (in the processor's cache), over as many as it holds, and over new ones when full. */
export interface RuleChecks {
  readonly kind: string;
  readonly fewNs: number;
  readonly manyNs: number;
  readonly fullNs: number;
  readonly bytesPerKey: number;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** The best of several rounds counts. */
const CHECKS = 400_000;
const ROUNDS = 5;
const KEYS = 200_000;

const starts = Array.from({ length: 3 }, (_, i) => Date.now() + (i - 1) * 86_400_000);
const rules: readonly CounterRule[] = [
  { kind: 'token-bucket', capacity: 1e9, refill: 1, perMs: 60_000 },
  { kind: 'fixed-window', limit: 1e9, windowMs: 60_000 },
  { kind: 'sliding-window', limit: 1e9, windowMs: 60_000 },
  { kind: 'budget', limit: 1e9, starts, carryMax: 0 },
];
const clock = { now: () => Date.now(), monotonic: () => performance.now() };

// Before anything is fast, as what the compiler keeps would count too; and the first one once more, as all is new to it.
const weights = [...rules, ...rules].map(bytesPerKey).slice(rules.length);
const found: LedgerChecks = {
  rules: rules.map((rule, index) => ({
    kind: rule.kind,
    fewNs: spendNs(rule, 100),
    manyNs: spendNs(rule, KEYS),
    fullNs: fullNs(rule),
    bytesPerKey: weights[index]!,
  })),
  reserveAndSettleNs: reserveNs(),
};
console.log(JSON.stringify(found));

function spendNs(rule: CounterRule, keys: number): number {
  const ledger = memoryLedger(clock);
  const claims = claimsOf(rule, keys);
  return bestNs(CHECKS, (i) => ledger.spend(claims[i % keys] as Claim[]));
}

/** Attackers who spin keys while nothing is idle. */
function fullNs(rule: CounterRule): number {
  const ledger = memoryLedger(clock, { maxCounters: 1000, maxReservations: 1 });
  const claims = claimsOf(rule, KEYS);
  for (const claim of claims.slice(0, 1000)) for (let i = 0; i < 100; i += 1) ledger.spend(claim);
  return bestNs(CHECKS, (i) => ledger.spend(claims[1000 + (i % (KEYS - 1000))] as Claim[]));
}

function bytesPerKey(rule: CounterRule): number {
  const claims = claimsOf(rule, KEYS);
  memoryLedger(clock).spend(claims[0] as Claim[]);
  const before = heapBytes();
  const ledger = memoryLedger(clock);
  for (const claim of claims) ledger.spend(claim);
  const bytes = (heapBytes() - before) / KEYS;
  // Used after it was weighed, so that it is not collected before.
  ledger.spend(claims[0] as Claim[]);
  return bytes;
}

function reserveNs(): number {
  const ledger = memoryLedger(clock);
  const [claims] = claimsOf(rules[0] as CounterRule, 1);
  let made = 0;
  return bestNs(CHECKS, () => {
    made += 1;
    const id = `reservation ${made}`;
    ledger.reserve({ id, claims: claims as Claim[], holdMs: 60_000, atExpiry: 'spend' });
    ledger.settle(id, [1]);
  });
}

function bestNs(count: number, call: (index: number) => void): number {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    for (let i = 0; i < count; i += 1) call(i);
    best = Math.min(best, ((performance.now() - start) * 1e6) / count);
  }
  return best;
}

/** Claims with keys as filters make them, flat in memory. */
function claimsOf(rule: CounterRule, keys: number): Claim[][] {
  const names = JSON.parse(JSON.stringify(Array.from({ length: keys }, (_, i) => `limit:api:10.0.${i}`))) as string[];
  return names.map((key) => [{ key, rule, amount: 1 }]);
}

function heapBytes(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
