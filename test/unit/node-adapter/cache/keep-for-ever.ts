import { DiskStore } from '../../../../node-adapter/cache/disk-store.ts';
import { socketPlatform } from '../../../../node-adapter/platform.ts';
import { headOf } from '../../../support/cache-store-suite.ts';

/** A process that keeps one response after the other until it is killed. */
const [path = ''] = process.argv.slice(2);
const size = { maxBytes: 100_000_000, lowBytes: 100_000_000 };
const store = new DiskStore({ path, shards: 4, ...size }, { platform: socketPlatform({ write() {} }), report() {} });

for (let i = 0; i < 5000; i += 1) {
  const writer = store.put(`k${i}`, headOf(`k${i}`));
  for (let piece = 0; piece < i; piece += 1) writer?.write(new Uint8Array(1000).fill(i));
  await writer?.commit();
  if (i === 5) process.stdout.write('begun\n');
}
