import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stripPrefix } from '../../../shared/filters/strip-prefix.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { normalizePath } from '../../../shared/http/path.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';
import { asking, noParts } from './exchange.ts';

describe('a prefix is taken away', () => {
  const cases: readonly [path: string, prefixes: readonly string[], result: string, told: string | undefined][] = [
    ['/api/x', ['/api'], '/x', '/api'],
    ['/api', ['/api'], '/', '/api'],
    ['/api/', ['/api'], '/', '/api'],
    ['/api/x', ['/api/'], '/x', '/api'],
    ['/apis/x', ['/api'], '/apis/x', undefined],
    ['/api/v1/x', ['/api', '/api/v1'], '/x', '/api/v1'],
    ['/%61pi/x%2Fy', ['/api'], '/x%2Fy', '/api'],
    ['/other', ['/api'], '/other', undefined],
    ['*', ['/'], '*', undefined],
    ['/api//evil.test', ['/api'], '/evil.test', '/api'],
    ['/api//', ['/api'], '/', '/api'],
    ['/api///evil.test//x', ['/api/'], '/evil.test//x', '/api'],
    ['/api/%2Fevil.test', ['/api'], '/evil.test', '/api'],
    ['/api/%2f%5C/%5cevil.test', ['/api'], '/evil.test', '/api'],
    ['/api/x%2Fy//z', ['/api'], '/x%2Fy//z', '/api'],
    ['/%61pi//%2Fevil.test', ['/api'], '/evil.test', '/api'],
    ['/api/%2F../%5C..%2f%2e/secret', ['/api'], '/secret', '/api'],
    ['/api/%2F...x', ['/api'], '/...x', '/api'],
    ['//evil.test', ['/'], '/evil.test', undefined],
  ];
  for (const [path, prefixes, result, told] of cases) {
    test(`from ${path}, of ${prefixes.join(' and ')}: ${result} is asked for, ${told ?? 'nothing'} told`, () => {
      const exchange = asking({ path });
      const hooks = stripPrefix.create({ prefixes, forwardedPrefix: true }, noParts);
      const headers = new HeaderList(['x-forwarded-prefix', '/forged']);

      hooks.onRequest!(exchange);
      hooks.onUpstream!(exchange, headers);

      assert.equal(exchange.request.path, result);
      assert.equal(headers.get('x-forwarded-prefix'), told);
    });
  }
});

test('no path that is left sends a client elsewhere or climbs, whatever the client asks for', () => {
  const seed = testSeed();
  const random = new SeededRandom(seed);
  const pieces = ['/', '.', '..', '%2e', '%2E%2e', '%2f', '%5c', '%5C', 'a', '//', '%252f', ';'];
  const hooks = stripPrefix.create({ prefixes: ['/api'], forwardedPrefix: true }, noParts);
  for (let round = 0; round < 5000; round += 1) {
    const sent = `/api/${Array.from({ length: random.below(8) }, () => pieces[random.below(pieces.length)]!).join('')}`;
    const path = normalizePath(sent)!.forward;
    if (!path.startsWith('/api/')) continue;
    const exchange = asking({ path });

    hooks.onRequest!(exchange);

    const left = exchange.request.path;
    assert.match(left, /^\/(?!\/|%2f|%5c)/i, `seed ${seed}, ${path}`);
    assert.equal(normalizePath(left)!.forward, left, `seed ${seed}, ${path}`);
  }
});
