import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileCaptureMatch } from '../../../../shared/routing/regex/capture-match.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

/** The match and its groups as texts, the way `RegExp` tells them. */
function caught(source: string, text: string): (string | undefined)[] | null {
  const compiled = compileCaptureMatch(source);
  assert.ok('match' in compiled, JSON.stringify(compiled));
  const places = compiled.match.find(text);
  if (places === undefined) return null;
  const texts: (string | undefined)[] = [];
  for (let i = 0; i < places.length; i += 2) {
    texts.push(places[i + 1]! < 0 ? undefined : text.slice(places[i], places[i + 1]));
  }
  return texts;
}

function pick(random: SeededRandom, items: readonly string[]): string {
  return items[random.below(items.length)]!;
}

/** Groups are not repeated: what they keep of earlier rounds is where engines differ. */
function randomPattern(random: SeededRandom, depth: number): string {
  const parts = Array.from({ length: 1 + random.below(3) }, () => {
    const kind = random.below(depth > 0 ? 6 : 4);
    if (kind === 4) return `(${randomPattern(random, depth - 1)})`;
    if (kind === 5) return `(?:${randomPattern(random, depth - 1)}|${randomPattern(random, depth - 1)})`;
    return (
      pick(random, ['a', 'b', 'c', '[ab]', '.']) +
      pick(random, ['', '', '?', '*', '+', '*?', '+?', '??', '{1,2}', '{1,2}?'])
    );
  });
  return pick(random, ['', '', '', '^']) + parts.join('') + pick(random, ['', '', '', '$']);
}

describe('a pattern with groups', () => {
  const cases: readonly [pattern: string, text: string][] = [
    ['^/old/(.*)$', '/old/a/b'],
    ['^/old/(.*)$', '/new/a/b'],
    ['/users/(\\d+)/(\\w+)', '/v1/users/42/posts/7'],
    ['(a+)(a+)', 'xaaaa'],
    ['(a+?)(a+)', 'xaaaa'],
    ['(a|ab)(c|bcd)(d*)', 'abcd'],
    ['(?:a(b)?)+', 'abaab'],
    ['(x)?(y)?', ''],
    ['^(?:/([a-z]{2}))?(/.*)$', '/de/home'],
    ['^(?:/([a-z]{2}))?(/.*)$', '/home'],
    ['(a{1,2}?)(a{0,3})', 'aaaaa'],
    ['\\b(\\w+)\\b', '-- word --'],
    ['(a)|(b)', 'b'],
  ];
  for (const [pattern, text] of cases) {
    test(`${pattern} catches in ${text || 'nothing'} what a backtracking one does`, () => {
      const expected = new RegExp(pattern).exec(text);
      assert.deepEqual(caught(pattern, text), expected && [...expected]);
    });
  }

  test('knows the names of its groups', () => {
    const compiled = compileCaptureMatch('^/(?<lang>[a-z]+)/(.*)/(?P<id>\\d+)$');

    assert.ok('match' in compiled);
    assert.deepEqual(compiled.match.groups, ['lang', '', 'id']);
  });

  test('catches what a backtracking one does, for random patterns and texts', () => {
    const seed = testSeed();
    const random = new SeededRandom(seed);
    for (let round = 0; round < 3000; round += 1) {
      const pattern = randomPattern(random, 3);
      const text = Array.from({ length: random.below(8) }, () => pick(random, ['a', 'b', 'c'])).join('');
      const expected = new RegExp(pattern).exec(text);
      assert.deepEqual(caught(pattern, text), expected && [...expected], `seed ${seed}: ${pattern} in ${text}`);
    }
  });

  test('takes time in proportion to the text where a backtracking one takes for ever', () => {
    const text = `/${'a'.repeat(4000)}!`;

    assert.equal(caught('^/((?:a+)+)+$', text), null);
  });

  test('is refused when it has too many groups, or two of one name', () => {
    assert.match(JSON.stringify(compileCaptureMatch('(a)'.repeat(21))), /more than 20 groups/);
    assert.match(JSON.stringify(compileCaptureMatch('(?<a>x)(?<a>y)')), /two groups of the name a/);
  });
});
