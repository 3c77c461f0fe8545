import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defineConfig } from '../../../shared/config/define-config.ts';
import { formatProblem } from '../../../shared/config/format-problem.ts';
import { loadConfig } from '../../../shared/config/load.ts';

describe('a configuration written in TypeScript', () => {
  test('means the same as the KDL text', async () => {
    const data = defineConfig({
      listeners: [{ id: 'main', address: '127.0.0.1:80', 'request-timeout-secs': '1.5s' }],
      routes: [{ id: 'a', matches: { 'path-prefix': '/a', headers: ['X-A'] }, upstream: 'app', priority: 'high' }],
      upstreams: [{ id: 'app', targets: ['h:1', { address: 'h:2', weight: 3 }], 'load-balancing': 'random' }],
    });
    const text = `
      listeners { listener "main" { address "127.0.0.1:80"; request-timeout-secs 1.5 } }
      routes { route "a" { matches { path-prefix "/a"; header "X-A" }; upstream "app"; priority 100 } }
      upstreams { upstream "app" { target "h:1"; target "h:2" weight=3; load-balancing "random" } }`;

    const fromData = await loadConfig({ entry: { name: 'config.ts', data } });
    const fromText = await loadConfig({ entry: { name: 'a.kdl', text } });

    assert.deepEqual(fromData.problems, []);
    assert.deepEqual(fromData.config, fromText.config);
  });

  test('names the path where there is no line', async () => {
    const data = { upstreams: [{ id: 'app', targets: [{ adress: 'h:1' }] }] };

    const { problems } = await loadConfig({ entry: { name: 'config.ts', data } });

    assert.deepEqual(problems.map(formatProblem), [
      'config.ts: upstreams.app.targets.0: unknown setting "adress"; did you mean "address"?',
    ]);
  });

  test('is refused where it holds itself', async () => {
    const data: { routes: unknown[] } = { routes: [] };
    data.routes.push(data);

    const { problems } = await loadConfig({ entry: { name: 'config.ts', data } });

    assert.deepEqual(problems.map(formatProblem), ['config.ts: this is nested too deep, or holds itself']);
  });

  test('is refused where a list stands in the place of a block', async () => {
    const data = { limits: [{ 'max-body-size': 1 }], routes: [{ id: 'a', matches: [{ path: '/a' }] }, [{ id: 'b' }]] };

    const { problems } = await loadConfig({ entry: { name: 'config.ts', data } });

    assert.deepEqual(problems.filter(({ message }) => message.includes('a list')).map(formatProblem), [
      'config.ts: routes.a.matches: expected a block, found a list',
      'config.ts: routes.1: expected a block, found a list',
      'config.ts: limits: expected a block, found a list',
    ]);
  });

  test('is refused at its place where JSON has a list in the place of a block', async () => {
    const text = '{\n  "limits": [\n{ "max-body-size": 1 }]\n}';

    const { config, problems } = await loadConfig({ entry: { name: 'a.json', text } });

    assert.equal(config, undefined);
    assert.deepEqual(problems.map(formatProblem), ['a.json:2:3: limits: expected a block, found a list']);
  });

  test('is refused when it is not data at all', async () => {
    const { config, problems } = await loadConfig({ entry: { name: 'config.ts', data: 5 } });

    assert.equal(config, undefined);
    assert.equal(problems[0]?.message, 'expected a block of settings');
  });
});
