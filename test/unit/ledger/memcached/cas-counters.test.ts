import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CasCounters } from '../../../../shared/ledger/memcached/cas-counters.ts';

const now = 1_700_000_000_000;

/** The seconds a counter is kept that its rule needs for two more. */
async function keptSeconds(leastMs?: number): Promise<number> {
  const commands: string[] = [];
  const counters = new CasCounters(async (command) => {
    commands.push(command);
    return command.startsWith('gets') ? 'END' : 'STORED';
  }, leastMs);
  await counters.change('k', now, () => ({ page: { kind: 'fixed-window', numbers: [1] }, idleAt: now + 2000 }));
  return Number(commands[1]!.split(' ')[3]);
}

describe('CasCounters', () => {
  test('keeps a counter a second longer than its rule needs it, and longer where that is asked for', async () => {
    assert.deepEqual([await keptSeconds(), await keptSeconds(1000), await keptSeconds(60_000)], [3, 3, 61]);
  });
});
