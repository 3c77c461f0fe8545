import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compile } from '../../../shared/config/compile/compile.ts';
import { formatProblem } from '../../../shared/config/format-problem.ts';
import { type LoadOptions, loadConfig } from '../../../shared/config/load.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { Stage } from '../../liveness/stage.ts';

const page = 'route "page" { matches { path "/metrics" }; builtin-handler "metrics" }';
const health = 'route "health" { matches { path "/health" }; builtin-handler "health" }';
const text = (routes: string, metrics: string, more = 'address "127.0.0.1:8080"') => `
  listeners { listener "main" { ${more} } }
  routes { ${routes} }
  observability { metrics { ${metrics} } }`;

async function problems(config: string, options: Partial<LoadOptions> = {}): Promise<readonly string[]> {
  const read = await loadConfig({ entry: { name: 'c.kdl', text: config }, runtime: 'node', ...options });
  return read.problems.map(formatProblem).map((line) => line.replace(/^c\.kdl:\d+:\d+: /, ''));
}

describe('the settings of metrics', () => {
  test('are refused where metrics would be shown nowhere', async () => {
    assert.match((await problems(text(health, ''), { runtime: 'workerd' })).join(), /metrics are shown nowhere/);
    assert.deepEqual(await problems(text(health, '')), []);
  });

  test('are refused where a page is to show what is not counted', async () => {
    assert.match((await problems(text(page, 'enabled #false'))).join(), /metrics are switched off/);
    const off = page.replace('builtin', 'enabled #false; builtin');
    assert.deepEqual(await problems(text(`${off}; ${health}`, 'enabled #false')), []);
  });

  test('are refused where a path belongs to no listener', async () => {
    assert.match((await problems(text(page, 'path "/m"'))).join(), /a route stands for it/);
  });

  test('are refused where the address is taken by another listener', async () => {
    assert.match((await problems(text(health, 'address "127.0.0.1:8080"'))).join(), /listened on twice/);
  });

  test('are refused on workerd where they want a listener', async () => {
    const told = (await problems(text(page, 'address "127.0.0.1:9000"'), { runtime: 'workerd' })).join();
    assert.match(told, /the platform accepts the connections/);
  });

  test('come with a warning where nobody could see them', async () => {
    assert.match((await problems(text(health, 'address "0.0.0.0:9000"'))).join(), /without an admin token/);
  });
});

describe('what a plan counts', () => {
  test('is nothing without a setting or a page', async () => {
    assert.equal((await Stage.of({})).plan.samples, undefined);
    assert.notEqual((await Stage.of({ routes: page })).plan.samples, undefined);
  });

  test('goes on over a reload for routes that stay, and is forgotten of those that go', async () => {
    const stage = await Stage.of({ routes: `${page}; ${health}` });
    await stage.ask({ target: '/app' });
    await stage.ask({ target: '/health' });
    const { config } = await Stage.of({ routes: page });
    const process = { version: '0', startedAt: 0, instanceId: 'i', isDraining: () => false };
    const next = compile(config, { platform: stage.platform, process, previous: stage.plan });
    stage.engine.replace(next);
    await stage.ask({ target: '/app' });

    const told = next.samples!().requests!.map(({ labels, value }) => `${labels[0]} ${value}`);
    assert.deepEqual(told, ['all 2']);
    assert.equal(next.crowd, stage.plan.crowd);
  });

  test('are the requests under way, while they are', async () => {
    const stage = await Stage.of({ routes: page });
    const reply = await stage.begin();
    assert.equal(stage.plan.samples!().inFlight![0]!.value, 1);
    reply.body?.cancel(new Error('enough') as never);
    reply.finished({ bytesSent: 0, bytesReceived: 0, fault: undefined });

    assert.equal(stage.plan.samples!().inFlight![0]!.value, 0);
  });

  test('are alerts of budgets, and what guards find', async () => {
    const budget = 'budget { limit 100; alert-thresholds 0.5; ledger "local"; key "global" }';
    const guard =
      'guardrails { moderation { enabled #true; action "log"; on "request"; list "rude" { words "idiot" } } }';
    const stage = await Stage.of({ routes: page, route: `inference { ${budget}; ${guard} }` });
    const usage = { prompt_tokens: 40, completion_tokens: 40, total_tokens: 80 };
    const content = JSON.stringify({ model: 'gpt-4o', choices: [{ message: { content: 'hi' } }], usage });
    stage.origin = (call) => call.answer(200, new BytesBody(content), { 'content-type': 'application/json' });
    const body = JSON.stringify({ model: 'gpt-4o', max_tokens: 5, messages: [{ role: 'user', content: 'idiot' }] });
    await stage.ask({ method: 'POST', target: '/v1/chat/completions', body });
    const samples = stage.plan.samples!();

    assert.deepEqual(samples.budgetAlerts, [{ labels: ['all', 'budget', '50'], value: 1 }]);
    assert.deepEqual(
      samples.findings?.map(({ labels }) => labels),
      [['all', 'moderation', 'request', 'log']],
    );
    assert.deepEqual(samples.tokens?.[0], { labels: ['all', 'gpt-4o', 'input'], value: 40 });
  });

  test('are the changes of targets', async () => {
    const health = 'passive-health { consecutive-failures 1 }';
    const stage = await Stage.of({ routes: page, upstream: health, targets: 'target "a.test:80"; target "b.test:80"' });
    stage.origin = (call) => call.answer(503, new BytesBody('no'));
    await stage.times(4);
    const { health: events, targets } = stage.plan.samples!();

    assert.ok(events!.some(({ labels }) => labels[1] === 'ejected'));
    assert.equal(targets!.find(({ labels }) => labels[1] === 'unavailable')!.value, 1);
  });
});
