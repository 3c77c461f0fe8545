import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fetchPlatform } from '../../shared/fetch/platform.ts';
import { createSentinel, defineConfig, version } from '../../shared/index.ts';
import { plainHost } from '../support/fetch.ts';

const config = defineConfig({
  listeners: [{ id: 'main', address: '127.0.0.1:8080' }],
  routes: [{ id: 'api', matches: { 'path-prefix': ['/api'] }, upstream: 'app' }],
  upstreams: [{ id: 'app', targets: [{ address: '192.0.2.1:80' }] }],
});

const kdl = `
listeners { listener "main" { address "127.0.0.1:8080" } }
routes { route "api" { matches { path-prefix "/api" }
  upstream "app" } }
upstreams { upstream "app" { target "192.0.2.1:80" } }
`;

function platformAnswering(body: string) {
  const asked: string[] = [];
  const host = plainHost({
    async fetch(url) {
      asked.push(url);
      return new Response(body);
    },
  });
  return { asked, platform: fetchPlatform({ runtime: 'node', host, log: { write: () => undefined } }) };
}

describe('Sentinel as a library', () => {
  for (const [form, given] of [
    ['an object', config],
    ['the text of a file', kdl],
    ['the text of a JSON file', JSON.stringify(config)],
    ['the text of a JSON file with comments', `// of the edge\n/* and * more */ ${JSON.stringify(config)}`],
  ] as const) {
    test(`proxies by a configuration that is ${form}`, async () => {
      const { asked, platform } = platformAnswering('hello');
      const sentinel = createSentinel({ config: given, platform });

      const response = await sentinel.fetch(new Request('http://a.test/api/x?y'));

      assert.equal(await response.text(), 'hello');
      assert.deepEqual(asked, ['http://192.0.2.1:80/api/x?y']);
    });
  }

  for (const runtime of ['node', 'workerd'] as const) {
    test(`needs no listener on ${runtime}, because the host listens`, async () => {
      const { platform } = platformAnswering('hello');
      const { listeners: _, ...rest } = config;
      const sentinel = createSentinel({ config: rest, platform: { ...platform, runtime } });

      assert.equal(await (await sentinel.fetch(new Request('http://a.test/api'))).text(), 'hello');
      assert.equal(await sentinel.takes(new Request('http://a.test/api')), true);
      assert.equal((await sentinel.fetch(new Request('http://a.test/other'))).status, 404);
    });
  }

  for (const [how, target, tls, told] of [
    ['without the usual port', '192.0.2.1:80', '', '192.0.2.1'],
    ['without the usual port of TLS', 'app.internal:443', 'tls { }', 'app.internal'],
    ['with the usual port of the other scheme', 'app.internal:80', 'tls { }', 'app.internal:80'],
    ['with any other port', '[2001:db8::1]:8080', '', '[2001:db8::1]:8080'],
    ['without the usual port of an IPv6 address', '[2001:db8::1]:80', '', '[2001:db8::1]'],
  ] as const) {
    test(`sends the address of the target as Host ${how}`, async () => {
      const hosts: (string | null)[] = [];
      const host = plainHost({
        sendsHost: true,
        async fetch(_, { headers }) {
          hosts.push(new Headers(headers).get('host'));
          return new Response();
        },
      });
      const text = kdl.replace('target "192.0.2.1:80"', `target "${target}"; host-header "target"; ${tls}`);
      const platform = fetchPlatform({ runtime: 'node', host, log: { write: () => undefined } });

      await createSentinel({ config: text, platform }).fetch(new Request('http://a.test/api'));

      assert.deepEqual(hosts, [told]);
    });
  }

  test('counts tokens exactly once it is given the vocabularies, and says so until then', async () => {
    const { platform } = platformAnswering('hello');
    const exact = kdl.replace('upstream "app" }', 'upstream "app"; inference { token-estimation "tiktoken" } }');

    await assert.rejects(createSentinel({ config: exact, platform }).ready(), /sentinel-proxy\/ranks/);
    await createSentinel({ config: exact, platform: { ...platform, loadRanks: async () => '' } }).ready();
  });

  test('answers 404 to what no route takes', async () => {
    const { asked, platform } = platformAnswering('hello');

    const response = await createSentinel({ config, platform }).fetch(new Request('http://a.test/other'));

    assert.equal(response.status, 404);
    assert.deepEqual(asked, []);
  });

  test('tells which requests a route takes', async () => {
    const { platform } = platformAnswering('');
    const sentinel = createSentinel({ config, platform });

    assert.equal(await sentinel.takes(new Request('http://a.test/api/x')), true);
    assert.equal(await sentinel.takes(new Request('http://a.test/other')), false);
  });

  test('fills in variables that it is given', async () => {
    const { asked, platform } = platformAnswering('');
    const env = { UPSTREAM: '192.0.2.7:81' };
    const sentinel = createSentinel({ config: kdl.replace('192.0.2.1:80', '$' + '{UPSTREAM}'), env, platform });

    await sentinel.fetch(new Request('http://a.test/api'));

    assert.deepEqual(asked, ['http://192.0.2.7:81/api']);
  });

  test('says where a configuration is wrong', async () => {
    const { platform } = platformAnswering('');
    const sentinel = createSentinel({ config: 'routes { nonsense }', platform });

    await assert.rejects(sentinel.ready(), { name: 'ConfigurationError', message: /config:1:10: .*nonsense/ });
    await assert.rejects(sentinel.fetch(new Request('http://a.test/')), { name: 'ConfigurationError' });
  });

  test('says the version of the package', () => {
    const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');

    assert.equal(version, (JSON.parse(text) as { version: string }).version);
  });
});
