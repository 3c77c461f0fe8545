import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listingPage, maxListed, sizeText } from '../../../shared/static/listing-page.ts';

const entry = (name: string, isFolder = false, size = 1) => ({ name, isFolder, size, modifiedAt: 0 });

test('lists folders first, then by name', () => {
  const page = listingPage([], [entry('b'), entry('z', true), entry('a'), entry('c', true)]);

  const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, link]) => link);
  assert.deepEqual(links, ['c/', 'z/', 'a', 'b']);
});

test('shows no markup of names, and no other places', () => {
  const page = listingPage(
    ['<i>'],
    [entry('<script>"\'&'), entry('javascript:alert(1)'), entry('a/b'), entry('//evil')],
  );

  assert.ok(!page.includes('<script>') && !page.includes('<i>'));
  const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, link]) => link);
  assert.deepEqual(links.toSorted(), [
    '%2F%2Fevil',
    '%3Cscript%3E%22&#39;%26',
    '../',
    'a%2Fb',
    'javascript%3Aalert(1)',
  ]);
  assert.ok(page.includes('<h1>Index of /&lt;i&gt;/</h1>'));
});

test('takes names that are no proper text', () => {
  assert.ok(listingPage([], [entry('\ud800')]).includes('%EF%BF%BD'));
});

test('ends at its bound, and says so', () => {
  const entries = Array.from({ length: maxListed + 1 }, (_, i) => entry(String(i)));

  const page = listingPage([], entries);

  assert.equal(page.match(/<a /g)?.length, maxListed);
  assert.match(page, /Only 1000 names are shown/);
});

for (const [bytes, text] of [
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KB'],
  [1024 ** 2, '1.0 MB'],
  [1024 ** 5, '1024.0 TB'],
] as const) {
  test(`${bytes} bytes are ${text}`, () => assert.equal(sizeText(bytes), text));
}
