import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';
import { nodeCompression } from '../../node-adapter/node-compression.ts';
import { webCompression } from '../../shared/fetch/web-compression.ts';
import { codeBytes } from '../../shared/platform/code-bytes.ts';
import type { Coder } from '../../shared/platform/coder.ts';
import type { CompressionLevel } from '../../shared/platform/compression.ts';

const platforms = { sockets: nodeCompression, web: webCompression() };
const known = {
  br: { encode: brotliCompressSync, decode: brotliDecompressSync },
  zstd: { encode: zstdCompressSync, decode: zstdDecompressSync },
  gzip: { encode: gzipSync, decode: gunzipSync },
  deflate: { encode: deflateSync, decode: inflateSync },
};
const plain = Buffer.from('all work and no play makes a dull page '.repeat(5_000));
const noise = crypto.getRandomValues(Buffer.alloc(60_000));

/** What comes out of a coder until it ends, fails, or is told to stop. */
function outputOf(coder: Coder, onOutput: (bytes: Uint8Array) => void = () => {}) {
  const pieces: Uint8Array[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  coder.sink = {
    onOutput(bytes) {
      pieces.push(bytes);
      onOutput(bytes);
    },
    onDrain() {},
    onEnd: () => resolve(Buffer.concat(pieces)),
    onError: reject,
  };
  return { ended: promise, pieces };
}

for (const [name, compression] of Object.entries(platforms)) {
  describe(`compression by ${name}`, () => {
    for (const coding of compression.encodes) {
      test(`writes ${coding} that others read`, async () => {
        for (const content of [plain, noise, Buffer.alloc(0)]) {
          const coded = await codeBytes(compression.encoder(coding, 6), content, 1e6);

          assert.deepEqual(known[coding].decode(coded), content);
        }
      });

      test(`writes ${coding} of what comes in pieces`, async () => {
        const coder = compression.encoder(coding, 6);
        const { ended } = outputOf(coder);

        for (let at = 0; at < plain.length; at += 1000) coder.write(plain.subarray(at, at + 1000));
        coder.end();

        assert.deepEqual(known[coding].decode(await ended), plain);
      });
    }

    for (const coding of compression.decodes) {
      test(`reads ${coding} that others wrote`, async () => {
        for (const content of [plain, noise]) {
          const decoded = await codeBytes(compression.decoder(coding), known[coding].encode(content), 1e6);

          assert.deepEqual(Buffer.from(decoded), content);
        }
      });

      test(`fails over what is not ${coding}, and over half of it`, async () => {
        const half = known[coding].encode(noise).subarray(0, 30_000);

        await assert.rejects(codeBytes(compression.decoder(coding), Buffer.from('not compressed at all'), 1e6));
        await assert.rejects(codeBytes(compression.decoder(coding), half, 1e6));
      });

      test(`gives out ${coding} that grows a thousandfold piece by piece, and stops when let go of`, async () => {
        const bomb = known[coding].encode(Buffer.alloc(64_000_000));
        const coder = compression.decoder(coding);
        const largest = await new Promise<number>((settle) => {
          outputOf(coder, (bytes) => {
            coder.destroy();
            settle(bytes.byteLength);
          });
          coder.write(bomb);
          coder.end();
        });

        assert.ok(largest <= 4.5 * 1024 * 1024, `${largest} bytes at once`);
      });
    }

    test('gives nothing out while paused', async () => {
      const coder = compression.encoder('gzip', 1);
      const { ended, pieces } = outputOf(coder, () => coder.pause());
      for (let i = 0; i < 20; i += 1) coder.write(noise);
      coder.end();
      for (let i = 0; i < 50; i += 1) await new Promise((settle) => setImmediate(settle));
      const whilePaused = pieces.length;
      const timer = setInterval(() => coder.resume(), 1);

      assert.equal(gunzipSync(await ended).length, 20 * noise.length);
      assert.ok(whilePaused <= 2, `${whilePaused} pieces`);
      clearInterval(timer);
    });
  });
}

for (const coding of nodeCompression.encodes) {
  test(`${coding} lets out what was written when it is flushed`, async () => {
    const coder = nodeCompression.encoder(coding, 6);
    const first = new Promise<void>((settle) => void outputOf(coder, () => settle()));

    coder.write(Buffer.from('the first line\n'));
    coder.flush();
    await first;

    coder.destroy();
  });

  test(`${coding} gets smaller from the lowest level to the highest`, async () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `<li>${(i * 7919) % 1009} of ${(i * 31) % 97}</li>`).join(
      '',
    );
    const sizes = await Promise.all(
      ([1, 5, 9] as const satisfies readonly CompressionLevel[]).map(async (level) => {
        const coded = await codeBytes(nodeCompression.encoder(coding, level), Buffer.from(words), 1e7);
        return coded.byteLength;
      }),
    );

    assert.ok(sizes[2]! < sizes[0]!, sizes.join(' '));
  });
}
