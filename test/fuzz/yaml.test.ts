import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { plain } from '../../shared/config/source/tree.ts';
import { readYaml } from '../../shared/config/yaml/read-yaml.ts';
import { SeededRandom, testSeed } from '../support/seeded-random.ts';

const seed = testSeed();
const rounds = Number(process.env['ROUNDS'] ?? 3000);
const marks = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ': ',
  ',',
  '\n',
  '\n  ',
  '- ',
  '# ',
  '"',
  "'",
  '|',
  '>',
  '\\',
  '\t',
  '\r\n',
  'a',
  '1',
  'é',
  '---',
];

describe(`random texts read as YAML (SEED=${seed})`, () => {
  test('JSON is what JSON.parse makes of it, however it is laid out', () => {
    const random = new SeededRandom(seed);
    for (let i = 0; i < rounds; i += 1) {
      const value = randomJson(random, 4);
      const text = JSON.stringify(value, undefined, random.below(3));
      const read = readYaml(text, 'x');

      assert.ok('tree' in read, `SEED=${seed} ${text}`);
      assert.deepEqual(JSON.parse(JSON.stringify(plain(read.tree))), value, `SEED=${seed} ${text}`);
    }
  });

  test('any text is read or refused with its place, and nothing else happens', () => {
    const random = new SeededRandom(seed);
    for (let i = 0; i < rounds; i += 1) {
      const text = Array.from({ length: random.below(40) }, () => marks[random.below(marks.length)]).join('');
      const read = readYaml(text, 'x');

      if ('problem' in read) assert.ok(read.place.line >= 1 && read.place.line <= text.split('\n').length, text);
    }
  });
});

function randomJson(random: SeededRandom, depth: number): unknown {
  const kind = random.below(depth > 0 ? 7 : 5);
  if (kind === 0) return random.below(2) === 0;
  if (kind === 1) return null;
  if (kind === 2) return (random.below(2_000_000) - 1_000_000) / 10 ** random.below(4);
  if (kind < 5) return randomText(random);
  const items = Array.from({ length: random.below(4) }, () => randomJson(random, depth - 1));
  return kind === 5 ? items : Object.fromEntries(items.map((item) => [randomText(random), item]));
}

function randomText(random: SeededRandom): string {
  return Array.from({ length: random.below(6) }, () => marks[random.below(marks.length)]).join('');
}
