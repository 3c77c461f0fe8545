import assert from 'node:assert/strict';
import type { Expectation } from '../expectation.ts';
import type { Stage } from '../stage.ts';

function chat(stage: Stage, key: string | undefined, model = 'gpt-4o') {
  const body = JSON.stringify({ model, max_tokens: 50, messages: [] });
  const headers = key === undefined ? [] : [`Authorization: Bearer ${key}`];
  return stage.ask('POST /v1/chat/completions', { headers, body });
}

/** Examples about virtual keys. */
export const keys: Readonly<Record<string, Expectation>> = {
  'examples/virtual-keys.kdl': {
    shows: 'lets in by keys that are issued while it runs, each for what it is good for',
    env: { SENTINEL_ADMIN_TOKEN: 'open-sesame', PROVIDER_KEY: 'sk-p' },
    async run(stage) {
      const headers = ['Authorization: Bearer open-sesame', 'Content-Type: application/json'];
      const form = { name: 'web', models: ['gpt-*'], budgets: [{ name: 'tokens per day', tokens: 60, period: 'day' }] };
      const issued = await stage.ask('POST /-/admin/keys', { headers, body: JSON.stringify(form) });
      const { secret } = JSON.parse(issued.text) as { readonly secret: string };
      const none = await chat(stage, undefined);
      const other = await chat(stage, secret, 'o3');
      const replies = [await chat(stage, secret), await chat(stage, secret)];
      const tools = await stage.ask('GET /tools/x', { headers: [`X-Api-Key: ${secret}`] });
      const told = JSON.parse(tools.text) as { readonly headers: Readonly<Record<string, string>> };

      assert.deepEqual([none.status, other.status], [401, 403]);
      assert.deepEqual(
        replies.map(({ status }) => status),
        [200, 429],
      );
      assert.equal(tools.status, 200);
      assert.equal(told.headers['x-api-key'], undefined);
    },
  },
};
