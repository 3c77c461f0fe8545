import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isName, namesOfPath, type Place } from '../../../shared/static/names-of-path.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';

const table: readonly [path: string, expected: string | undefined][] = [
  ['/', '(folder)'],
  ['/a', 'a'],
  ['/a/', 'a (folder)'],
  ['/a/b.txt', 'a|b.txt'],
  ['/a/./b', 'a|b'],
  ['/a/../b', 'b'],
  ['/../../b', 'b'],
  ['/%2e%2e/b', 'b'],
  ['/a/%2E%2e', '(folder)'],
  ['/a%20b', 'a b'],
  ['/%C3%BC', 'ü'],
  ['/\xc3\xbc', 'ü'],
  ['/%EF%BB%BFa', '\ufeffa'],
  ['/%252e%252e/a', '%2e%2e|a'],
  ['/...', '...'],
  ['/a..b', 'a..b'],
  ['//a', undefined],
  ['/a//b', undefined],
  ['/a//', undefined],
  ['/a%2fb', undefined],
  ['/..%2fb', undefined],
  ['/%2e%2e%2fb', undefined],
  ['/%2fetc', undefined],
  ['/a%5cb', undefined],
  ['/..%5cb', undefined],
  ['/a\\b', undefined],
  ['/a%00', undefined],
  ['/a%00.txt', undefined],
  ['/a%0a', undefined],
  ['/a%7f', undefined],
  ['/%c0%ae%c0%ae/b', undefined],
  ['/%c0%af', undefined],
  ['/%e0%80%ae', undefined],
  ['/%f0%80%80%ae', undefined],
  ['/%ed%a0%80', undefined],
  ['/%ff', undefined],
  ['/\xff', undefined],
  ['/%', undefined],
  ['/%2', undefined],
  ['/%u002e', undefined],
  [`/${'a'.repeat(256)}`, undefined],
  ['a', undefined],
  ['*', undefined],
  ['', undefined],
];

for (const [path, expected] of table) {
  test(`'${path.slice(0, 30)}' is ${expected ?? 'refused'}`, () => {
    const place = namesOfPath(path);

    assert.equal(place && shown(place), expected);
  });
}

test('whatever comes, names are names', () => {
  const seed = testSeed();
  const random = new SeededRandom(seed);
  const parts = [
    '/',
    '/',
    '.',
    '..',
    '%2e',
    '%2f',
    '%5c',
    '%',
    '25',
    'a',
    '\\',
    '%00',
    '%c0%ae',
    '\xc0',
    '%e2%80%a4',
    ':',
  ];
  for (let round = 0; round < 20_000; round += 1) {
    const path = `/${Array.from({ length: random.below(10) }, () => parts[random.below(parts.length)]).join('')}`;

    const place = namesOfPath(path);

    assert.ok(place === undefined || place.names.every(isName), `seed ${seed}: ${JSON.stringify(path)}`);
  }
});

function shown({ names, isFolder }: Place): string {
  const path = names.join('|');
  if (!isFolder) return path;
  return path === '' ? '(folder)' : `${path} (folder)`;
}
