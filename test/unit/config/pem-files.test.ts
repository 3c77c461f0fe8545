import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatProblem } from '../../../shared/config/format-problem.ts';
import { loadConfig } from '../../../shared/config/load.ts';
import { memoryFiles } from './memory-files.ts';

const certificate = pem('CERTIFICATE');
const key = pem('EC PRIVATE KEY');

describe('files that TLS to upstreams names', () => {
  test('are taken when they hold what they should, with paths that count from anywhere', async () => {
    const files = memoryFiles({
      'main.kdl': config('both.pem', 'key.pem'),
      'both.pem': `# ours\n${certificate}`,
      'key.pem': key,
    });
    const resolve = (path: string, from: string | undefined) => `/folder-of/${from}/${path}`;

    const { config: loaded, problems } = await loadConfig({ entry: 'main.kdl', ...files, resolve });

    assert.deepEqual(problems, []);
    assert.equal(loaded?.upstreams[0]?.tls?.caCert, '/folder-of/main.kdl/both.pem');
    assert.equal(loaded?.upstreams[0]?.tls?.clientKey, '/folder-of/main.kdl/key.pem');
  });

  const wrong: readonly [what: string, text: string | undefined, message: RegExp][] = [
    [
      'that are missing',
      undefined,
      /^main\.kdl:1:\d+: upstreams\.app\.tls\.client-key: the file key\.pem cannot be read$/,
    ],
    ['that are no PEM', 'secret', /the file key\.pem holds no private key in PEM$/],
    ['that hold something else', certificate, /the file key\.pem holds no private key in PEM$/],
    ['that are cut off', key.slice(0, -10), /the file key\.pem holds no private key in PEM$/],
    ['that nobody can open', pem('ENCRYPTED PRIVATE KEY'), /the private key in key\.pem is encrypted/],
  ];
  for (const [what, text, message] of wrong) {
    test(`are refused with their place when they are files ${what}`, async () => {
      const files = memoryFiles({
        'main.kdl': config('ca.pem', 'key.pem'),
        'ca.pem': certificate,
        ...(text !== undefined && { 'key.pem': text }),
      });

      const { config: loaded, problems } = await loadConfig({ entry: 'main.kdl', ...files });

      assert.equal(loaded, undefined);
      assert.equal(problems.length, 1);
      assert.match(formatProblem(problems[0]!), message);
    });
  }
});

function config(ca: string, clientKey: string): string {
  return [
    `upstreams { upstream "app" { target "h:1"; tls { ca-cert "${ca}"; client-cert "${ca}"; client-key "${clientKey}" } } }`,
    'routes { route "all" { matches { path-prefix "/" }; upstream "app" } }',
  ].join('\n');
}

function pem(label: string): string {
  return `-----BEGIN ${label}-----\nMIIB\n-----END ${label}-----\n`;
}
