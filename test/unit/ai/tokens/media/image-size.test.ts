import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Base64Bytes } from '../../../../../shared/ai/tokens/media/base64-bytes.ts';
import { imageSize } from '../../../../../shared/ai/tokens/media/image-size.ts';

const size = { width: 1_234, height: 567 };
const text = (value: string) => [...Buffer.from(value, 'latin1')];
const big = (value: number, bytes: number) =>
  Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** (bytes - 1 - index)) % 256);
const little = (value: number, bytes: number) => big(value, bytes).reverse();

const png = [0x89, ...text('PNG\r\n\u001a\n'), ...big(13, 4), ...text('IHDR'), ...big(1_234, 4), ...big(567, 4)];
const gif = [...text('GIF89a'), ...little(1_234, 2), ...little(567, 2)];
const frame = (marker: number) => [0xff, marker, ...big(17, 2), 8, ...big(567, 2), ...big(1_234, 2), 3];
const segment = (marker: number, length: number) => [
  0xff,
  marker,
  ...big(length, 2),
  ...new Array(length - 2).fill(0xff),
];
const riff = (kind: string, ...rest: number[]) => [
  ...text('RIFF'),
  0,
  0,
  0,
  0,
  ...text('WEBP'),
  ...text(kind),
  ...rest,
];

const files: Readonly<Record<string, readonly number[]>> = {
  PNG: png,
  GIF: gif,
  'JPEG, baseline': [0xff, 0xd8, ...segment(0xe0, 16), ...frame(0xc0)],
  'JPEG, progressive, behind a preview of 64 kB and tables': [
    ...[0xff, 0xd8, ...segment(0xe1, 65_535), ...segment(0xe1, 65_535), ...segment(0xc4, 40)],
    ...[0xff, 0xff, ...frame(0xc2)],
  ],
  'WebP, lossy': riff('VP8 ', ...new Array(10).fill(0), ...little(1_234, 2), ...little(567 | 0x4000, 2)),
  'WebP, lossless': riff('VP8L', 0, 0, 0, 0, 0x2f, ...little(1_233 | (566 << 14), 4)),
  'WebP, extended': riff('VP8X', ...new Array(8).fill(0), ...little(1_233, 3), ...little(566, 3)),
};

function sizeOf(bytes: readonly number[], alphabet: 'base64' | 'base64url' = 'base64') {
  return imageSize(new Base64Bytes(Buffer.from(bytes).toString(alphabet)));
}

describe('the size of an image', () => {
  for (const [name, bytes] of Object.entries(files)) {
    test(`is read from the head of the file: ${name}`, () => {
      assert.deepEqual(sizeOf(bytes), size);
      assert.deepEqual(sizeOf(bytes, 'base64url'), size);
    });

    test(`is not made up where the head breaks off: ${name}`, () => {
      for (let length = 0; length < bytes.length; length += bytes.length > 1_000 ? 997 : 1) {
        const found = sizeOf(bytes.slice(0, length));
        assert.ok(found === undefined || (found.width === size.width && found.height === size.height), `${length}`);
      }
    });
  }

  test('is unknown for other files, and for what is no base64', () => {
    assert.equal(sizeOf(text('%PDF-1.7 and so on')), undefined);
    assert.equal(imageSize(new Base64Bytes('§§§§§§§§§§')), undefined);
    assert.equal(imageSize(new Base64Bytes('')), undefined);
  });

  test('is found in time in a JPEG that never ends', () => {
    const endless = [0xff, 0xd8, ...new Array(30_000).fill([0xff, 0xe1, 0, 2]).flat()];

    assert.equal(sizeOf(endless), undefined);
  });

  test('does not cost more for a larger file', () => {
    const base64 = Buffer.from(png).toString('base64').replace(/=+$/, '') + 'A'.repeat(20_000_000);
    let looks = 0;
    class Counted extends Base64Bytes {
      override at(index: number): number {
        looks += 1;
        return super.at(index);
      }
    }

    assert.deepEqual(imageSize(new Counted(base64)), size);
    assert.ok(looks < 1000, `${looks} bytes were looked at`);
  });
});

describe('bytes in base64', () => {
  test('are those that a decoder finds', () => {
    for (let length = 0; length < 20; length += 1) {
      const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 97 + 13) % 256));
      const read = new Base64Bytes(`head,${bytes.toString('base64')}`, 5);

      assert.deepEqual(
        Array.from({ length: read.length }, (_, index) => read.at(index)),
        [...bytes],
      );
      assert.equal(read.at(length), -1);
    }
  });
});
