import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compilePathPattern } from '../../../shared/filters/path-pattern.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';

function rewritten(source: string, replacement: string, path: string): string | undefined {
  const pattern = compilePathPattern(source, replacement);
  assert.ok('rewrite' in pattern, JSON.stringify(pattern));
  return pattern.rewrite(path);
}

describe('a pattern over paths', () => {
  const cases: readonly [pattern: string, replacement: string, path: string, result: string | undefined][] = [
    ['^/old/(.*)$', '/new/$1', '/old/a/b', '/new/a/b'],
    ['^/old/(.*)$', '/new/$1', '/other', undefined],
    ['^/(?<lang>[a-z]{2})/(?<rest>.*)$', '/$<rest>/$<lang>', '/de/x', '/x/de'],
    ['/v1/', '/v2/', '/api/v1/users/v1/', '/api/v2/users/v1/'],
    ['^/(a)?b', '/$1c', '/b', '/c'],
    ['^/b$', '/$$1', '/b', '/$1'],
    ['^/b$', 'c d/é', '/b', '/c%20d/%C3%A9'],
    ['^/(.*)$', '/$0', '/b', '/b'],
    // What is left is never another host to whom an upstream would send the client.
    ['^/app(.*)$', '$1', '/app//evil.test', '/evil.test'],
    ['^/app/', '', '/app/%2fevil.test', '/evil.test'],
    ['^/app', '/.', '/app//evil.test', '/evil.test'],
    ['^/app', '/.', '/app/%5C%2Fevil.test', '/evil.test'],
    ['^/app/(.*)$', '/v2/$1', '/app//a//b', '/v2//a//b'],
    ['^/api(/.*)?$', '$1', '/api', '/'],
    // An escaped letter is the letter.
    ['^/old$', '/new', '/%6fld', '/new'],
    // What a group caught cannot climb: the path had no dot segments, and the result has none.
    ['^/a/(.*)$', '/b/.$1', '/a//x', '/b/x'],
    ['^/a/(.*)$', '/b/..$1', '/a//x', '/x'],
    ['^/a', '/b', '*', undefined],
  ];
  for (const [pattern, replacement, path, result] of cases) {
    test(`${pattern} to ${replacement} makes ${result ?? 'nothing'} of ${path}`, () => {
      assert.equal(rewritten(pattern, replacement, path), result);
    });
  }

  test('that cuts an escape in two is told to the client as its fault', () => {
    assert.throws(() => rewritten('^/a%(.)', '/%', '/a%2Fz'), { code: 'bad_request' });
  });

  for (const [replacement, problem] of [
    ['/$2', /no group 2/],
    ['/$<name>', /no group name/],
    ['/$x', /write \$\$/],
  ] as const) {
    test(`with the replacement ${replacement} is refused`, () => {
      assert.match(JSON.stringify(compilePathPattern('^/(a)', replacement)), problem);
    });
  }

  test('never makes a path that climbs or holds what none may hold, whatever the client asks for', () => {
    const seed = testSeed();
    const random = new SeededRandom(seed);
    const pieces = ['/', '.', '..', '%2e', '%2E%2e', '%2f', '%5c', 'a', '%00', '%', '\\', '//', '%252e', ';', '%c0%ae'];
    for (let round = 0; round < 5000; round += 1) {
      const path = `/a/${Array.from({ length: random.below(6) }, () => pieces[random.below(pieces.length)]!).join('')}`;
      let made: string | undefined;
      try {
        made = rewritten('^/a/(.*)$', '/in/$1', path);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'bad_request');
      }
      if (made === undefined) continue;
      assert.match(made, /^\//);
      assert.doesNotMatch(
        made,
        /\/(?:\.|%2e){1,2}(?:\/|$)|\\|%00|%(?![\da-f]{2})/i,
        `seed ${seed}: ${path} became ${made}`,
      );
    }
  });
});
