import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type CapabilityRow, capabilities } from '../../../shared/config/capabilities.ts';
import { loadConfig } from '../../../shared/config/load.ts';
import { eachBlock } from './each-block.ts';

describe('capabilities', () => {
  test('every one is needed by a setting, or by what a setting says', () => {
    const needed = new Set(eachBlock().flatMap(({ fields }) => Object.values(fields).map(({ notes }) => notes.needs)));
    const byValue = [
      'unix-sockets',
      'edge-cache',
      'log-files',
      'tls-session-control',
      'grpc-checks',
      'store-connections',
      'system-discovery',
    ];

    const unneeded = Object.keys(capabilities).filter((name) => !byValue.includes(name) && !needed.has(name as never));

    assert.deepEqual(unneeded, []);
  });

  test('each lack has a reason', () => {
    for (const row of Object.values(capabilities) as CapabilityRow[]) {
      assert.ok(Object.keys(row.lacking).length > 0);
      for (const reason of Object.values(row.lacking)) assert.notEqual(reason, '');
    }
  });

  test('the runtime decides what is refused', async () => {
    const entry = {
      name: 'a.kdl',
      text: 'listeners { listener "m" { address "127.0.0.1:1"; keepalive-timeout-secs 5 } }',
    };

    const [onNode, onWorkerd, anywhere] = await Promise.all([
      loadConfig({ entry, runtime: 'node' }),
      loadConfig({ entry, runtime: 'workerd' }),
      loadConfig({ entry }),
    ]);

    assert.deepEqual([onNode.problems.length, onWorkerd.problems.length, anywhere.problems.length], [0, 1, 0]);
  });

  test('one process is what every runtime with processes has; more are for Node alone', async () => {
    const problems = async (count: number, runtime: 'node' | 'deno' | 'bun' | 'workerd'): Promise<number> => {
      const text = `system { worker-threads ${count} }\nlisteners { listener "m" { address "127.0.0.1:1" } }`;
      return (await loadConfig({ entry: { name: 'a.kdl', text }, runtime })).problems.length;
    };

    assert.deepEqual([await problems(1, 'deno'), await problems(1, 'bun'), await problems(4, 'node')], [0, 0, 0]);
    assert.deepEqual([await problems(0, 'deno'), await problems(4, 'bun'), await problems(1, 'workerd')], [1, 1, 1]);
  });

  test('targets are discovered by what a runtime can ask', async () => {
    const sources = ['static { targets "b:80" }', 'dns { hostname "h"; port 80 }', 'srv { name "n" }'];
    sources.push('consul { service "s" }', 'k8s { service "s" }', 'file { path "/f" }', 'http { url "http://h" }');
    const refused = async (runtime: 'bun' | 'deno' | 'workerd') => {
      const kinds: string[] = [];
      for (const source of sources) {
        const [kind = '', ...rest] = source.split(' ');
        const upstream = `upstream "u" { discovery "${kind}" ${rest.join(' ')} }`;
        const route = 'route "r" { matches { path-prefix "/" }; upstream "u" }';
        const listener = 'listeners { listener "m" { address "127.0.0.1:1" } }';
        const text = `${listener}; routes { ${route} }; upstreams { ${upstream} }`;
        const { problems } = await loadConfig({ entry: { name: 'a.kdl', text }, runtime });
        if (problems.length > 0) kinds.push(kind);
      }
      return kinds;
    };

    assert.deepEqual([await refused('bun'), await refused('deno')], [[], []]);
    assert.deepEqual(await refused('workerd'), ['dns', 'srv', 'k8s', 'file']);
  });
});
