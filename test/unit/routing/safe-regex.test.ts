import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileRegex, type SafeRegex } from '../../../shared/routing/safe-regex.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';

const regexOf = (source: string, ignoreCase = false): SafeRegex => {
  const compiled = compileRegex(source, { ignoreCase });
  if ('problem' in compiled) throw new Error(`${source}: ${compiled.problem}`);
  return compiled.regex;
};

const problemOf = (source: string): string | undefined => {
  const compiled = compileRegex(source);
  return 'problem' in compiled ? compiled.problem : undefined;
};

describe('a regular expression', () => {
  const cases: readonly [source: string, hits: readonly string[], misses: readonly string[]][] = [
    ['users', ['/users', '/x/users/1'], ['/user', '/USERS']],
    ['^/v[0-9]+/', ['/v1/', '/v22/x'], ['/v/', '/x/v1/']],
    ['\\.(?:jpe?g|png)$', ['/a.jpg', '/a.jpeg', '/a.png'], ['/a.jpg/x', '/ajpg', '/a.gif']],
    ['(?i)^/Api', ['/api', '/API/x'], ['/x/api']],
    ['^/(?i:a)b$', ['/ab', '/Ab'], ['/AB']],
    ['(?i)[^a]', ['b', 'B'], ['a', 'A']],
    ['^/\\w{2,3}$', ['/ab', '/abc'], ['/a', '/abcd', '/a-c']],
    ['\\bcat\\b', ['cat', '/cat/', 'a-cat'], ['cats', 'scat', 'c_cat']],
    ['\\Bcat', ['scat'], ['cat', '-cat']],
    ['\\Aa\\z', ['a'], ['ba', 'ab', 'a\n']],
    ['^(?P<year>\\d{4})-(?<month>\\d\\d)$', ['2026-11'], ['226-11']],
    ['[[:alpha:]_]-[^[:digit:]]', ['a--', '_-x'], ['1-x', 'a-1']],
    ['a.c', ['abc', 'a/c'], ['ac', 'a\nc']],
    ['(?s)a.c', ['a\nc'], ['ac']],
    ['^(a|b|)+$', ['', 'a', 'abab'], ['c', 'abc']],
    ['^(?:a*)*$', ['', 'aaa'], ['b']],
    ['^$', [''], ['a']],
    ['', ['', 'a'], []],
    ['[\\]\\-a]', [']', '-', 'a'], ['b', '\\']],
    ['\\x41\\u0042\\x{43}', ['ABC'], ['abc']],
    ['a{0}b', ['b', 'ab'], ['a']],
    ['^x{2,}?$', ['xx', 'xxxx'], ['x']],
    ['caf\u00e9', ['caf\u00e9'], ['cafe']],
  ];
  for (const [source, hits, misses] of cases) {
    test(`/${source}/ takes what it says and nothing else`, () => {
      const regex = regexOf(source);

      for (const text of hits) assert.equal(regex.test(text), true, `takes ${JSON.stringify(text)}`);
      for (const text of misses) assert.equal(regex.test(text), false, `leaves ${JSON.stringify(text)}`);
    });
  }

  test('is told to ignore case from outside as well', () => {
    assert.equal(regexOf('^api\\.', true).test('API.example.com'), true);
  });

  test('knows the text that every match begins with', () => {
    assert.equal(regexOf('^/api/v\\d').prefix, '/api/v');
    assert.equal(regexOf('^(?:/api)/x?').prefix, '/api/');
    assert.equal(regexOf('^/a|^/b').prefix, '');
    assert.equal(regexOf('(?i)^/a').prefix, '/');
    assert.equal(regexOf('/api').prefix, undefined);
    assert.equal(regexOf('^/a|/b').prefix, undefined);
  });
});

describe('a source that is refused', () => {
  const refused: readonly [source: string, reason: RegExp][] = [
    ['(a)\\1', /back-reference/],
    ['(?=a)', /lookaround/],
    ['(?<!a)b', /lookaround/],
    ['(a', /not closed/],
    ['a)', /nothing opened/],
    ['[a', /not closed/],
    ['[]', /empty class/],
    ['[b-a]', /no order/],
    ['[a-\\d]', /no order/],
    ['*a', /nothing to repeat/],
    ['/users/{id}', /nothing to repeat before \{; write \\\{/],
    ['a{3,2}', /wrong way round/],
    ['a{1001}', /above 1000/],
    ['a**', /quantifier after a quantifier/],
    ['a\\', /backslash with nothing/],
    ['\\q', /unknown escape/],
    ['\\pL', /Unicode class/],
    ['(((a{100}){100}){100}){100}', /too large/],
    ['((((){1000}){1000}){1000}){1000}', /too large/],
    [`${'('.repeat(60)}a${')'.repeat(60)}`, /nested/],
    ['a'.repeat(2001), /longer/],
  ];
  for (const [source, reason] of refused) {
    test(`${source.slice(0, 30)} is answered with ${reason}`, () => {
      assert.match(problemOf(source) ?? 'accepted', reason);
    });
  }

  test('is answered with the place of the problem', () => {
    assert.match(problemOf('abc(?=x)') ?? '', /at character 5$/);
  });
});

describe('the cost of a search', () => {
  const hard = [
    '(a+)+$',
    '(a|a)*b',
    '(a|aa)+$',
    '(.*)*x',
    '(.*a){12}$',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '(a?){40}a{40}b',
    '(\\w+\\s?)+!',
  ];
  const texts = ['a'.repeat(50_000), `${'a'.repeat(50_000)}!`, 'ab'.repeat(25_000), 'a '.repeat(25_000)];
  for (const source of hard) {
    test(`/${source}/ on 50 KB stays near one step a character`, () => {
      const regex = regexOf(source);

      for (const text of texts) {
        regex.test(text);

        assert.ok(regex.steps <= 2 * text.length, `${regex.steps} steps for ${text.length} characters`);
      }
    });
  }

  test('is bounded by the size of the pattern where an automaton would need endless states', () => {
    const random = new SeededRandom(7);
    const text = Array.from({ length: 50_000 }, () => (random.below(2) === 0 ? 'a' : 'b')).join('');
    const regex = regexOf('a[ab]{60}c');

    assert.equal(regex.test(text), false);
    assert.ok(regex.steps <= text.length * 4 * 64, `${regex.steps} steps`);
  });
});

test('agrees with the RegExp of the language on random patterns', () => {
  const seed = testSeed();
  const chance = new SeededRandom(seed);
  const random = () => chance.next();
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const atoms = [
    'a',
    'b',
    'c',
    '-',
    '.',
    '\\w',
    '\\W',
    '\\d',
    '[ab]',
    '[^a]',
    '[a-c1]',
    '[^\\w]',
    '\\b',
    '\\B',
    '^',
    '$',
    '1',
  ];
  const pattern = (depth: number): string => {
    const parts = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      const isGroup = depth > 0 && random() < 0.4;
      const atom = isGroup ? `(?:${pattern(depth - 1)})` : pick(atoms);
      return /^(\\b|\\B|\^|\$)$/.test(atom)
        ? atom
        : atom + pick(['', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,1}', '*?', '+?']);
    });
    return parts.join(random() < 0.25 ? '|' : '');
  };

  for (let round = 0; round < 3000; round += 1) {
    const source = pattern(2);
    const ignoreCase = random() < 0.2;
    const ours = regexOf(source, ignoreCase);
    const theirs = new RegExp(source, ignoreCase ? 'i' : '');
    for (let i = 0; i < 8; i += 1) {
      const text = Array.from({ length: Math.floor(random() * 9) }, () =>
        pick(['a', 'b', 'c', 'A', '1', '-', '/']),
      ).join('');
      assert.equal(
        ours.test(text),
        theirs.test(text),
        `seed ${seed}: /${source}/ on ${JSON.stringify(text)}, ignoreCase ${ignoreCase}`,
      );
    }
  }
});
