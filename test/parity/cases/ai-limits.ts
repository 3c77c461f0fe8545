import assert from 'node:assert/strict';
import { json, logged, messages, play } from '../../support/ai/ai-world.ts';
import type { MockUsage } from '../../support/ai/scenario.ts';
import type { WholeReply } from '../../support/raw-client.ts';
import { field } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

// Isolates and processes of this suite live shorter than any period; budgets that outlive them are tested elsewhere.
const local = 'ledger "local"; key "header:X-Tenant"';
const budget = (settings: string) => `inference { budget { ${settings}; ${local} } }`;

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: [upstream('a', [ports.a]), upstream('b', [ports.b])].join('\n'),
    routes: [
      prefixRoute('crowd', '/crowd', 'a', budget('limit 2000; period "monthly"')),
      prefixRoute('daily', '/daily', 'a', budget('limit 1000')),
      prefixRoute('soft', '/soft', 'a', budget('limit 100; enforce #false')),
      prefixRoute(
        'falling',
        '/falling',
        'a',
        `${budget('limit 100')}; fallback { triggers { on-budget-exhausted #true }; fallback-upstream "b" }`,
      ),
      prefixRoute(
        'both',
        '/both',
        'a',
        'inference { rate-limit { tokens-per-minute 600; burst-tokens 600; requests-per-minute 2; key "header:X-Tenant" } }',
      ),
      prefixRoute(
        'money',
        '/money',
        'a',
        `inference { budget { cost-limit 0.01; ${local} }; cost-attribution { include-header #true } }`,
      ),
    ].join('\n'),
    more: `observability { logging { access-log { file "stdout"; format "json" } } }
      ${ports.runtime.startsWith('workerd') ? '' : 'limits { max-connections-per-client 300 }'}`,
  });

/** Asks for a chat of ten tokens at most, as a tenant. */
function ask(world: World, path: string, tenant: string, fields: object = {}): Promise<WholeReply> {
  const body = JSON.stringify({ model: 'gpt-4o', messages, max_tokens: 10, ...fields });
  return world.ask(`POST ${path}/v1/chat/completions`, { headers: [...json, `X-Tenant: ${tenant}`], body });
}

const uses = (input: number, output = 0): { readonly usage: Partial<MockUsage> } => ({ usage: { input, output } });

const left = (reply: WholeReply): number => Number(field(reply, 'x-budget-remaining'));

export const cases: readonly Case[] = [
  {
    name: 'uses no more of a budget than it has, of 200 requests at once, and all that it had is accounted for',
    async run(world) {
      const [a] = play(world, uses(10, 10));
      const replies = await Promise.all(Array.from({ length: 200 }, () => ask(world, '/crowd', 'crowd')));
      play(world, uses(0));
      const last = await ask(world, '/crowd', 'crowd');
      const through = replies.filter(({ status }) => status === 200).length;

      assert.equal(through, a!.length);
      // A chat is estimated at some 15 tokens and uses 20.
      assert.ok(through * 20 <= 2000 + through * 10, `${through} requests were let through`);
      assert.ok(replies.every(({ status }) => status === 200 || status === 429));
      assert.equal(last.status === 200 ? left(last) : 0, last.status === 200 ? 2000 - through * 20 : 0);
    },
  },
  {
    name: 'counts a stream by what it used, and one that is cut by what was sent of it',
    async run(world) {
      play(world, uses(100, 50));
      await ask(world, '/daily', 'streams', { stream: true });
      play(world, { ...uses(1), breaks: { after: 1, how: 'reset' } });
      await ask(world, '/daily', 'streams', { stream: true });
      play(world, uses(0));
      const reply = await ask(world, '/daily', 'streams');

      assert.ok(left(reply) < 850 && left(reply) > 800, `${left(reply)} are left`);
    },
  },
  {
    name: 'charges nothing for what the upstream fails to answer',
    async run(world) {
      play(world, { error: { status: 500, type: 'server_error', message: 'No.' } });
      await ask(world, '/daily', 'failing');
      play(world, uses(10));
      const reply = await ask(world, '/daily', 'failing');

      assert.equal(left(reply), 990);
    },
  },
  {
    name: 'refuses in the form of the dialect, and says when to come again',
    async run(world) {
      play(world, uses(1000));
      await ask(world, '/daily', 'used up');
      const openai = await ask(world, '/daily', 'used up');
      const anthropic = await world.ask('POST /daily/v1/messages', {
        headers: [...json, 'X-Tenant: used up'],
        body: JSON.stringify({ model: 'claude-haiku-4-5', max_tokens: 10, messages }),
      });

      assert.equal(openai.status, 429);
      assert.equal(JSON.parse(openai.text).error.code, 'budget_exhausted');
      assert.ok(Number(field(openai, 'retry-after')) > 0);
      assert.equal(field(openai, 'x-budget-remaining'), '0');
      assert.match(field(openai, 'x-budget-period-reset')!, /^\d{4}-\d\d-\d\dT00:00:00Z$/);
      assert.equal(anthropic.status, 429);
      assert.equal(JSON.parse(anthropic.text).type, 'error');
    },
  },
  {
    name: 'refuses what never fits as too large, without a time to come again',
    async run(world) {
      play(world);
      const reply = await ask(world, '/daily', 'large', { max_tokens: 5000 });

      assert.equal(reply.status, 413);
      assert.equal(JSON.parse(reply.text).error.code, 'request_too_large_for_limit');
      assert.equal(field(reply, 'retry-after'), undefined);
    },
  },
  {
    name: 'warns where a soft budget is used up',
    async run(world) {
      play(world, uses(150));
      await ask(world, '/soft', 'soft');
      const reply = await ask(world, '/soft', 'soft');

      assert.equal(reply.status, 200);
      assert.equal(left(reply), -200);
      assert.equal(field(reply, 'x-budget-warning'), 'exceeded');
    },
  },
  {
    name: 'turns to another upstream where the budget is used up and the route says so',
    async run(world) {
      const [a, b] = play(world, uses(100));
      await ask(world, '/falling', 'falling');
      const reply = await ask(world, '/falling', 'falling');

      assert.equal(reply.status, 200);
      assert.deepEqual([a!.length, b!.length], [1, 1]);
    },
  },
  {
    name: 'takes no tokens of a request that the limit of requests refuses, and counts every tenant apart',
    async run(world) {
      play(world, uses(10));
      await ask(world, '/both', 'a');
      await ask(world, '/both', 'a');
      const refused = await ask(world, '/both', 'a');
      const other = await ask(world, '/both', 'b');

      assert.equal(refused.status, 429);
      assert.equal(JSON.parse(refused.text).error.code, 'rate_limited');
      assert.equal(field(refused, 'x-ratelimit-remaining-requests'), '0');
      assert.ok(Number(field(refused, 'x-ratelimit-remaining-tokens')) >= 580);
      assert.equal(other.status, 200);
      assert.equal(field(other, 'x-ratelimit-remaining-tokens'), '590');
    },
  },
  {
    name: 'tells of its own budgets and costs, not of those of the upstream',
    async run(world) {
      const told = ['X-Inference-Cost: 0.00 USD', 'X-Budget-Remaining: 9', 'X-Budget-Warning: exceeded'];
      world.origins[0]!.answer(respond('500 Broken', [...json, ...told], '{"error":{"message":"no"}}'));
      const reply = await ask(world, '/money/told', 'told');

      assert.deepEqual([reply.status, field(reply, 'x-budget-remaining')], [500, '0.01']);
      assert.equal(field(reply, 'x-inference-cost'), undefined);
      assert.equal(field(reply, 'x-budget-warning'), undefined);
    },
  },
  {
    name: 'counts money by the model that answered, tells it and logs it',
    async run(world) {
      play(world, { ...uses(1000, 10), model: 'gpt-4o-mini-2024-07-18' });
      const reply = await ask(world, '/money', 'money');
      const line = await logged(world, '/money/v1/chat/completions');
      const unknown = await ask(world, '/money', 'money', { model: 'nobody-knows' });

      assert.equal(field(reply, 'x-inference-cost'), '0.000156 USD');
      assert.equal(field(reply, 'x-budget-remaining'), '0.009844');
      assert.equal(line['cost_micro_units'], 156);
      assert.equal(unknown.status, 403);
    },
  },
];
