import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { DiskStore } from '../../../../node-adapter/cache/disk-store.ts';
import { cacheStoreSuite } from '../../../support/cache-store-suite.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-cache-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const size = { maxBytes: 500_000, lowBytes: 500_000 };

cacheStoreSuite('disk', () => {
  const parts = { platform: new FakePlatform(), report: () => {} };
  return new DiskStore({ path: mkdtempSync(join(folder, 'c-')), shards: 4, ...size }, parts);
});
