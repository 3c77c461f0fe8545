import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatProblem } from '../../../shared/config/format-problem.ts';
import { loadConfig } from '../../../shared/config/load.ts';
import type { RuntimeName } from '../../../shared/platform/platform.ts';

const rest = 'upstreams { upstream "app" { target "h:1" } }';
const chat = (on: string): string => `routes { route "a" { matches { path "/" }; upstream "app"; websocket ${on} } }`;

async function problemsOf(text: string, runtime: RuntimeName, hostListens: boolean): Promise<readonly string[]> {
  const { problems } = await loadConfig({ entry: { name: 'a.kdl', text }, runtime, hostListens });
  return problems.filter(({ severity }) => severity === 'error').map(formatProblem);
}

describe('a configuration for a fetch handler', () => {
  for (const runtime of ['node', 'deno', 'bun'] as const) {
    test(`has no WebSockets on ${runtime}`, async () => {
      assert.deepEqual(await problemsOf(`${chat('#true')}\n${rest}`, runtime, true), [
        'a.kdl:1:60: routes.a.websocket: "websocket" has no effect in a fetch handler: it cannot switch protocols; serve by sentinel run',
      ]);
      assert.deepEqual(await problemsOf(`${chat('#false')}\n${rest}`, runtime, true), []);
    });
  }

  test('has WebSockets on workerd', async () => {
    assert.deepEqual(await problemsOf(`${chat('#true')}\n${rest}`, 'workerd', true), []);
  });

  test('serves no files, and says who does', async () => {
    const site = 'routes { route "a" { matches { path "/" }; static-files { root "/srv" } } }';

    assert.match(
      (await problemsOf(site, 'deno', true)).join(),
      /"static-files" has no effect in a fetch handler: .*sentinel run/,
    );
    assert.deepEqual(await problemsOf(site, 'workerd', true), []);
  });

  test('serves files and knows countries where its host has folders and databases', async () => {
    const text = `routes {
        route "a" { matches { path "/" }; static-files { root "/srv" } }
        route "b" { matches { path "/b" }; upstream "app"; filters "g" }
      }
      filters { filter "g" { type "geo"; database-path "/srv/c.mmdb"; countries "DE" } }
      ${rest}`;
    const host = { isFolder: () => true, resolve: (path: string) => path, problemOfGeo: () => undefined };
    const told = async (files: object) => {
      const { problems } = await loadConfig({
        entry: { name: 'a.kdl', text },
        runtime: 'deno',
        hostListens: true,
        ...files,
      });
      return problems.map(({ path }) => path);
    };

    assert.deepEqual(await told(host), []);
    assert.deepEqual(await told({}), ['routes.a.static-files', 'filters.g.database-path']);
  });

  const withoutEffect: Readonly<Record<string, string>> = {
    'listeners { listener "m" { address "127.0.0.1:1"; keepalive-timeout-secs 5 } }': 'keepalive-timeout-secs',
    'listeners { listener "m" { address "127.0.0.1:1"; header-timeout-secs 5 } }': 'header-timeout-secs',
    'limits { max-total-connections 5 }': 'max-total-connections',
    'system { auto-reload #true }': 'auto-reload',
    'system { worker-threads 4 }': 'worker-threads',
    'observability { logging { access-log { file "a.log" } } }': 'file',
    'upstreams { upstream "app" { target "h:1"; connection-pool { max-idle 1 } } }': 'connection-pool',
  };

  for (const [text, key] of Object.entries(withoutEffect)) {
    const listeners = text.startsWith('listeners') ? '' : 'listeners { listener "m" { address "127.0.0.1:1" } }';

    test(`refuses ${text}, which has an effect on sockets alone`, async () => {
      const said = await problemsOf(text, 'node', true);

      assert.equal(said.length, 1);
      assert.match(said[0] ?? '', new RegExp(`"${key}" has no effect in a fetch handler`));
      assert.deepEqual(await problemsOf(`${text}\n${listeners}`, 'node', false), []);
    });
  }

  test('takes what it can do', async () => {
    const text = `system { worker-threads 1; auto-reload #false }
      observability { logging { access-log { file "stdout" } } }
      upstreams { upstream "app" { target "h:1"; timeouts { write 5; read 5 } } }`;

    assert.deepEqual(await problemsOf(text, 'bun', true), []);
  });
});
