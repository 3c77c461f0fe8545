import { writeSync } from 'node:fs';
import { openSqliteLedger } from '../../node-adapter/ledgers/sqlite-ledger.ts';
import type { Counter } from '../../shared/ledger/ledger.ts';

/** What a storm spends from: `limit` once and for all. */
export function stormCounter(limit: number): Counter {
  return { key: 'storm', rule: { kind: 'budget', limit, starts: [0, 1, 9_000_000_000_000], carryMax: 0 } };
}

/**
 * As a program, `ledger-storm.ts <file> <limit>`: spends one after the other from a ledger file until nothing is left.
 * Writes `+` after each that was granted, and `!` where the ledger could not be asked.
 */
async function storm(path: string, limit: number): Promise<void> {
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  const ledger = openSqliteLedger({ path, busyMs: 5_000 }, { clock });
  const claim = { ...stormCounter(limit), amount: 1 };
  for (;;) {
    try {
      if (!(await ledger.spend([claim])).granted) return;
      writeSync(1, '+');
    } catch {
      writeSync(1, '!');
    }
  }
}

const [, program = '', path = '', limit = '0'] = process.argv;
if (program.endsWith('ledger-storm.ts')) await storm(path, Number(limit));
