import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathGlob } from '../../../shared/http/path-glob.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';

const table: readonly [pattern: string, path: string, fits: boolean][] = [
  ['/a', '/a', true],
  ['/a', '/ab', false],
  ['/a', '/', false],
  ['/*', '/a', true],
  ['/*', '/', true],
  ['/*', '/a/b', false],
  ['/**', '/a/b', true],
  ['/a/**', '/a', false],
  ['/a/**', '/a/', true],
  ['/**/x', '/a/b/x', true],
  ['/**/x', '/x', false],
  ['**.css', '/a/b.css', true],
  ['*.css', '/a/b.css', false],
  ['*.css', 'b.css', true],
  ['/a?c', '/abc', true],
  ['/a?c', '/a/c', false],
  ['/a.c', '/abc', false],
  ['/(a|b)', '/(a|b)', true],
  ['', '', true],
  ['***', 'a/b', true],
];
for (const [pattern, path, fits] of table) {
  test(`${pattern} ${fits ? 'fits' : 'does not fit'} '${path}'`, () =>
    assert.equal(pathGlob(pattern).fits(path), fits));
}

test('agrees with a regular expression', () => {
  const seed = testSeed();
  const random = new SeededRandom(seed);
  const text = (letters: string) =>
    Array.from({ length: random.below(7) }, () => letters[random.below(letters.length)]).join('');
  for (let round = 0; round < 4000; round += 1) {
    const [pattern, path] = [text('ab/*?*'), text('ab/')];
    const source = pattern.replace(/\*{2,}|\*|\?/g, (star) => (star === '?' ? '[^/]' : star === '*' ? '[^/]*' : '.*'));

    assert.equal(
      pathGlob(pattern).fits(path),
      new RegExp(`^${source}$`).test(path),
      `seed ${seed}: ${pattern} ${path}`,
    );
  }
});

test('takes no longer for a pattern of nothing but stars', () => {
  assert.equal(pathGlob(`${'*a'.repeat(200)}b`).fits('a'.repeat(5000)), false);
});
