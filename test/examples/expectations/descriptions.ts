import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Expectation } from '../expectation.ts';

const json = ['Content-Type: application/json'];

/** Examples about APIs that are described. */
export const descriptions: Readonly<Record<string, Expectation>> = {
  'examples/api-validation.kdl': {
    shows: 'checks requests and answers by a description, and bodies by a schema',
    files: () => ({ 'orders.yaml': readFileSync(new URL('../../../examples/orders.yaml', import.meta.url), 'utf8') }),
    async run(stage) {
      const listed = await stage.ask('GET /v1/orders?limit=many');
      assert.equal(listed.status, 400);
      assert.match(listed.text, /"in":"query","name":"limit","pointer":"#","detail":"must be an integer"/);
      assert.equal((await stage.ask('GET /v1/orders?limit=5')).status, 200);

      const body = '{"item":"tea","count":2}';
      assert.equal((await stage.told('POST /v1/orders', { headers: json, body })).body, body);
      const wrong = await stage.ask('POST /v1/orders', { headers: json, body: '{"item":"tea","price":0}' });
      assert.match(wrong.text, /"#\/count","detail":"is missing"/);
      assert.equal((await stage.ask('GET /v1/orders/7')).status, 502);
      assert.equal((await stage.ask('GET /v1/others')).status, 404);

      const news = await stage.ask('POST /news', { headers: json, body: '{"mail":"nobody","languages":["en","xx"]}' });
      assert.match(news.text, /"#\/mail".*"#\/languages\/1"/);
    },
  },
};
