import { addedByLimits } from '../added-by-limits.ts';
import type { Bench } from '../bench.ts';
import { helper } from '../helper.ts';
import type { LedgerChecks } from '../ledger-checks.ts';
import { type ClaimCosts, measureStores, type StoreCosts } from '../ledger-stores.ts';
import { table } from '../table.ts';
import type { Section } from './section.ts';

/** What limits cost, where they are kept in memory and where they are kept in a store. */
export const ledger: Section = {
  name: 'ledger',
  title: 'Limits',
  async run(bench: Bench) {
    const checks = await helper<LedgerChecks>('ledger-checks.ts', []);
    const stores = await measureStores(bench.effort.seconds * 1000);
    const added = await addedByLimits(bench);
    return `A check in the memory of the process, in nanoseconds, over 100 keys, over 200,000, and of new keys while all counters
are in use; and what a key weighs beside its text. To reserve and settle takes ${checks.reserveAndSettleNs.toFixed(0)} ns.

${checksTable(checks)}

In stores of this machine, with one connection, over 100 keys: claims a second with 64 callers, the time of one with a
single caller, and calls of the store for each claim; each claim put to the store, and by leases of a tenth for a second.
Stores and callers share both processors. The Durable Object runs in workerd, whose storage is a file here.

${storesTable(stores)}

${added}`;
  },
};

function checksTable({ rules }: LedgerChecks): string {
  const rows = rules.map(({ kind, fewNs, manyNs, fullNs, bytesPerKey }) => [
    kind,
    ...[fewNs, manyNs, fullNs, bytesPerKey].map((value) => value.toFixed(0)),
  ]);
  return table(['rule', 'ns, 100 keys', 'ns, 200,000 keys', 'ns, new keys when full', 'bytes / key'], rows);
}

function storesTable(stores: readonly StoreCosts[]): string {
  const rows = stores.map(({ store, exact, leased }) => [store, ...cellsOf(exact), ...cellsOf(leased)]);
  const head = ['claims / s', 'one, µs', 'calls / claim'];
  return table(['store', ...head, ...head.map((cell) => `leased: ${cell}`)], rows);
}

function cellsOf(costs: ClaimCosts | undefined): string[] {
  if (costs === undefined) return ['–', '–', '–'];
  return [costs.perSecond.toFixed(0), costs.oneUs.toFixed(1), costs.callsPerClaim.toFixed(3)];
}
