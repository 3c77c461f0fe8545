import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import type { Expectation } from '../expectation.ts';
import type { Stage } from '../stage.ts';

function chat(stage: Stage, header: string, fields: object = {}) {
  const body = JSON.stringify({ model: 'gpt-4o', max_tokens: 50, messages: [], ...fields });
  return stage.ask('POST /v1/chat/completions', { headers: [header], body });
}

/** Examples about what may be used of models. */
export const modelLimits: Readonly<Record<string, Expectation>> = {
  'examples/ai-limits.kdl': {
    shows: 'counts the tokens and requests of each key',
    async run(stage) {
      const large = await chat(stage, 'X-Api-Key: k', { max_tokens: 30_000 });
      const replies = [];
      for (let i = 0; i < 4; i += 1) replies.push(await chat(stage, 'X-Api-Key: k'));
      const other = await chat(stage, 'X-Api-Key: other');

      assert.equal(large.status, 413);
      assert.equal(field(replies[0]!, 'x-ratelimit-remaining-tokens'), '19984');
      assert.deepEqual(
        replies.map(({ status }) => status),
        [200, 200, 200, 429],
      );
      assert.equal(other.status, 200);
    },
  },
  'examples/ai-budgets.kdl': {
    shows: 'counts money and tokens of each tenant, and warns',
    async run(stage) {
      const first = await chat(stage, 'X-Tenant: t');
      const second = await chat(stage, 'X-Tenant: t');
      const unknown = await chat(stage, 'X-Tenant: t', { model: 'unheard-of' });
      const house = await chat(stage, 'X-Tenant: t', { model: 'house-7b' });
      const nobody = await chat(stage, 'X-Other: t');

      assert.equal(field(first, 'x-inference-cost'), '0.00007 USD');
      assert.deepEqual(
        [first, second].map((reply) => [field(reply, 'x-budget-name'), field(reply, 'x-budget-remaining')]),
        [
          ['hourly', '984'],
          ['hourly', '968'],
        ],
      );
      assert.equal(unknown.status, 403);
      assert.equal(field(house, 'x-inference-cost'), '0.000006 USD');
      assert.equal(nobody.status, 400);
    },
  },
};
