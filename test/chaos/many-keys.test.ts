import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const program = fileURLToPath(new URL('many-keys-process.ts', import.meta.url));
/** What docs/ledger.md says that a key weighs at most, and what its text weighs here. */
const bytesPerKey = 280 + 64;
const keys = 200_000;

interface Floods {
  readonly maxCounters: number;
  /** Bytes of the heap: at first, with all counters in use, and after as many new keys four times over. */
  readonly before: number;
  readonly full: number;
  readonly after: number;
  /** Of the first flood, of the same keys once more, and of new ones. */
  readonly granted: number;
  readonly grantedAgain: number;
  readonly grantedNew: number;
}

describe('limits of 200,000 keys in memory', { timeout: 240_000 }, () => {
  test('take no more than a key is said to weigh, and nothing for keys beyond the bound', async (t) => {
    const { stdout } = await promisify(execFile)(process.execPath, [program]);
    const floods = JSON.parse(stdout) as Floods;

    const perKey = (floods.full - floods.before) / keys;
    const grown = floods.after - floods.full;
    t.diagnostic(`${perKey.toFixed(0)} bytes a key; ${(grown / 1024).toFixed(0)} KiB more after 800,000 others`);
    assert.equal(floods.maxCounters, keys);
    assert.ok(perKey > 50 && perKey <= bytesPerKey, `${perKey} bytes`);
    assert.ok(grown < 1024 * 1024, `${grown} bytes`);
    // The first hundred had been there before; a second request of each is the last for a day.
    assert.deepEqual([floods.granted, floods.grantedAgain, floods.grantedNew], [keys, keys - 100, 0]);
  });
});
