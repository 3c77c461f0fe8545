import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../../../shared/engine/exchange.ts';
import type { Reply } from '../../../shared/engine/reply.ts';
import { type CorsOptions, cors } from '../../../shared/filters/cors.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { routedExchange } from '../../support/exchange.ts';
import { SeededRandom } from '../../support/seeded-random.ts';
import { noParts } from './exchange.ts';

const plain: CorsOptions = {
  allowedOrigins: ['*'],
  allowedMethods: ['GET'],
  allowedHeaders: [],
  exposedHeaders: [],
  allowCredentials: false,
  allowPrivateNetwork: false,
  maxAgeMs: 0,
};

/** What a browser is told, by a response or by the answer to what it asks beforehand. */
function told(options: CorsOptions, method: string, headers: Readonly<Record<string, string>>): HeaderList {
  const filter = cors.create(options, noParts);
  const exchange: Exchange = routedExchange({ method, headers });
  const upstream = HeaderList.of({ 'access-control-allow-origin': 'https://of.upstream' });
  const verdict = filter.onRequest?.(exchange as never) as Reply | undefined;
  exchange.answered(verdict?.head ?? { status: 200, headers: upstream });
  filter.onResponse?.(exchange);
  return exchange.response.headers;
}

test('never lets credentials go to everybody, whatever is asked and set', () => {
  const seed = Date.now() % 1_000_000;
  const random = new SeededRandom(seed);
  const some = <T>(values: readonly T[]): T => values[Math.floor(random.next() * values.length)]!;
  for (let i = 0; i < 5_000; i += 1) {
    const options: CorsOptions = {
      ...plain,
      allowedOrigins: some([['*'], ['https://a.test'], ['https://*.a.test'], ['null'], ['*', 'https://a.test']]),
      allowCredentials: some([true, false]),
    };
    const origin = some(['https://a.test', 'https://b.a.test', 'https://evil.test', 'null', '*', '']);
    const asking = some([{}, { 'access-control-request-method': 'PUT' }]);
    const headers = told(options, some(['GET', 'OPTIONS']), { origin, ...asking });
    const where = `${JSON.stringify({ options, origin, asking })} (seed ${seed})`;
    const allowed = headers.all('access-control-allow-origin');

    assert.ok(allowed.length <= 1, where);
    assert.ok(allowed.length === 0 || allowed[0] === '*' || allowed[0] === origin, where);
    if (headers.has('access-control-allow-credentials')) {
      assert.deepEqual([allowed[0] === '*', options.allowedOrigins.includes('*')], [false, false], where);
    }
    assert.match(headers.joined('vary') ?? '', /Origin/, where);
  }
});

test('repeats the names of headers that are asked for, and nothing that is no name', () => {
  const asked = (value: string) =>
    told(plain, 'OPTIONS', {
      ...{ origin: 'https://a.test', 'access-control-request-method': 'PUT' },
      'access-control-request-headers': value,
    }).get('access-control-allow-headers');

  assert.equal(asked('x-a,x-b'), 'x-a, x-b');
  assert.equal(asked('x-a, <script>'), undefined);
  assert.equal(asked('x-a,,'), undefined);
});

test('takes what the upstream says about it away from pages that may not read', () => {
  const headers = told({ ...plain, allowedOrigins: ['https://a.test'] }, 'GET', { origin: 'https://b.test' });

  assert.equal(headers.has('access-control-allow-origin'), false);
});
