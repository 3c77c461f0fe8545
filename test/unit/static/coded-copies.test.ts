import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { nodeCompression } from '../../../node-adapter/node-compression.ts';
import { CodedCopies } from '../../../shared/static/coded-copies.ts';
import { SeededRandom } from '../../support/seeded-random.ts';

const text = new TextEncoder().encode('All happy families are alike. '.repeat(100));
const noise = new SeededRandom(1).bytes(3000);
const gives = (content: Uint8Array) => () => Promise.resolve(content);

test('content is coded once for all who ask at once, and kept for the state it is of', async () => {
  const copies = new CodedCopies(nodeCompression, 100_000);
  let reads = 0;
  const read = () => {
    reads += 1;
    return Promise.resolve(text);
  };
  const made = await Promise.all([1, 2, 3].map(() => copies.make('a', '"1"', 'gzip', read)));

  assert.equal(reads, 1);
  for (const each of made) assert.deepEqual(gunzipSync(each!), Buffer.from(text));
  assert.equal(copies.kept('a', '"1"'), made[0]);
  assert.equal(copies.kept('a', '"2"'), undefined);
});

test('content that would not become shorter is known as such', async () => {
  const copies = new CodedCopies(nodeCompression, 100_000);

  assert.equal(await copies.make('a', '"1"', 'gzip', gives(noise)), undefined);
  assert.equal(copies.kept('a', '"1"'), null);
});

test('what is kept stays within its bound, the latest used', async () => {
  const size = (await new CodedCopies(nodeCompression, 100_000).make('a', '"1"', 'gzip', gives(text)))!.byteLength;
  const copies = new CodedCopies(nodeCompression, size * 2);
  await copies.make('a', '"1"', 'gzip', gives(text));
  await copies.make('b', '"1"', 'gzip', gives(text));
  copies.kept('a', '"1"');
  await copies.make('c', '"1"', 'gzip', gives(text));

  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => copies.kept(key, '"1"') !== undefined),
    [true, false, true],
  );
});

test('no more than sixteen are coded at once; the next is sent as it is', async () => {
  const copies = new CodedCopies(nodeCompression, 100_000);
  const { promise, resolve } = Promise.withResolvers<Uint8Array>();
  const under = Array.from({ length: 16 }, (_, at) => copies.make(String(at), '"1"', 'gzip', () => promise));

  assert.equal(await copies.make('more', '"1"', 'gzip', gives(text)), undefined);
  resolve(text);
  assert.ok((await Promise.all(under)).every((each) => each !== undefined));
  assert.ok(await copies.make('more', '"1"', 'gzip', gives(text)));
});

test('a file that cannot be read fails for who asked, and is tried again', async () => {
  const copies = new CodedCopies(nodeCompression, 100_000);

  await assert.rejects(copies.make('a', '"1"', 'gzip', () => Promise.reject(new Error('gone'))));
  assert.ok(await copies.make('a', '"1"', 'gzip', gives(text)));
});
