import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import { Stage } from './stage.ts';

const budget = (scope: string, limit = 1000) => `budgets { budget "team" {
  scope "${scope}"; limit ${limit}; period "monthly"; key "global"; ledger { backend "local" }
} }`;

/** Two routes of the whole and one of a namespace, each with a budget of the same name. */
const three = (scope: string): Slots => ({
  matches: 'path-prefix "/one"',
  route: `inference { ${budget(scope)} }`,
  routes: `route "two" { matches { path-prefix "/two" }; upstream "app"; inference { ${budget(scope)} } }`,
  listeners: 'listener "in" { address "127.0.0.1:8081"; namespace "team" }',
  top: `namespace "team" {
    upstreams { upstream "own" { target "a.test:80" } }
    routes { route "three" { matches { path-prefix "/three" }; upstream "own"; inference { ${budget(scope)} } } }
  }`,
});

/** What is left for each of the three, which one after the other use 100 tokens. */
async function left(stage: Stage): Promise<readonly (string | undefined)[]> {
  const usage = { prompt_tokens: 100, completion_tokens: 0, total_tokens: 100 };
  const content = JSON.stringify({ model: 'm', choices: [{ message: { content: 'word' } }], usage });
  stage.origin = (call) => call.answer(200, new BytesBody(content), { 'content-type': 'application/json' });
  const body = JSON.stringify({ model: 'm', max_tokens: 10, messages: [] });
  const seen: (string | undefined)[] = [];
  for (const [target, listener] of [['/one'], ['/two'], ['/three', 'in']] as const) {
    const ask = { method: 'POST', target: `${target}/v1/chat/completions`, body, ...(listener && { listener }) };
    seen.push((await stage.ask(ask)).headers.get('x-budget-remaining'));
  }
  return seen;
}

describe('budgets of several routes', () => {
  alive('routes.inference.budgets.scope', 'may be all routes', {
    off: three('route'),
    on: three('all'),
    see: left,
    shows: [
      ['900', '900', '900'],
      ['900', '800', '700'],
    ],
  });
  alive('routes.inference.budgets.scope', 'may be the routes of a namespace', {
    off: three('all'),
    on: three('namespace'),
    see: left,
    shows: [
      ['900', '800', '700'],
      ['900', '800', '900'],
    ],
  });

  const beside = (first: string, second: string): Slots => ({
    route: `inference { ${first} }`,
    routes: `route "two" { matches { path "/two" }; upstream "app"; inference { ${second} } }`,
  });

  test('are refused where two routes say something else of them', async () => {
    await assert.rejects(
      Stage.of(beside(budget('all'), budget('all', 999))),
      /"team" is shared, and is another one in/,
    );
    const byClient = budget('all').replace('global', 'client-ip');
    await assert.rejects(Stage.of(beside(budget('all'), byClient)), /"team" is shared, and is another one in/);
    await Stage.of(beside(budget('all'), budget('route', 999)));
  });

  test('are refused when their key tells the routes apart', async () => {
    const byRoute = budget('all').replace('global', 'route');

    await assert.rejects(Stage.of(beside(byRoute, '')), /a budget by "route" is one for each route/);
  });
});
