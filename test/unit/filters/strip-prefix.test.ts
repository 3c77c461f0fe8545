import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stripPrefix } from '../../../shared/filters/strip-prefix.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
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
