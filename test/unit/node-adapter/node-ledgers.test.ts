import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { nodeLedgers } from '../../../node-adapter/ledgers/node-ledgers.ts';
import { socketPlatform } from '../../../node-adapter/platform.ts';
import { startRedis } from '../../support/redis-server.ts';

const platform = socketPlatform({ write() {} });
const make = nodeLedgers({ platform, sharedFile: undefined, report() {} });
const guard = { timeoutMs: 2000, failureMode: 'closed', localShare: 1 } as const;
const rule = { kind: 'fixed-window', limit: 3, windowMs: 3_600_000 } as const;

/** How many of five requests are let through. */
async function letThrough(ledger: ReturnType<typeof make>): Promise<number> {
  let granted = 0;
  for (let i = 0; i < 5; i += 1) if ((await ledger.spend([{ key: 'k', rule, amount: 1 }])).granted) granted += 1;
  await ledger.close();
  return granted;
}

describe('the ledgers of a process', () => {
  test('count in a file, which the next one finds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-file-'));
    const settings = { backend: 'sqlite', file: join(folder, 'ledger.db'), guard } as const;
    try {
      assert.equal(await letThrough(make(settings)), 3);
      assert.equal(await letThrough(make(settings)), 0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('count in Redis, by slices too', async () => {
    const redis = await startRedis({ isDurable: false });
    try {
      const settings = { backend: 'redis', url: redis.url, poolSize: 1, guard } as const;

      assert.equal(await letThrough(make({ ...settings, prefix: 'a:', lease: undefined })), 3);
      assert.equal(await letThrough(make({ ...settings, prefix: 'b:', lease: { share: 0.5, holdMs: 1000 } })), 3);
    } finally {
      await redis.stop();
    }
  });

  test('fail closed while a store is away', async () => {
    const away = make({
      backend: 'redis',
      url: 'redis://127.0.0.1:1',
      prefix: '',
      poolSize: 1,
      guard: { ...guard, timeoutMs: 100 },
      lease: undefined,
    });

    await assert.rejects(Promise.resolve(away.spend([{ key: 'k', rule, amount: 1 }])), { code: 'ledger_unavailable' });
    await away.close();
  });
});
