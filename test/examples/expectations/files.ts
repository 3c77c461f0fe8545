import assert from 'node:assert/strict';
import { configFiles } from '../../../node-adapter/config-files.ts';
import { loadConfig } from '../../../shared/config/load.ts';
import { field } from '../../support/raw-message.ts';
import type { Expectation } from '../expectation.ts';

/** Examples about the files themselves: their parts, their names, their forms. */
export const files: Readonly<Record<string, Expectation>> = {
  'examples/include/sentinel.kdl': {
    shows: 'takes in other files',
    async run(stage) {
      assert.equal((await stage.told('GET /shop')).origin, 3001);
      assert.equal((await stage.told('GET /blog')).origin, 3002);
    },
  },
  'examples/namespaces.kdl': {
    shows: 'keeps the names of namespaces and services apart',
    async run(stage) {
      assert.equal((await stage.told('GET /anything', { at: 8081 })).origin, 3001);
      assert.equal((await stage.told('GET /anything', { at: 8082 })).origin, 3002);
      assert.equal((await stage.told('GET /billing/x', { at: 8082 })).origin, 3003);
      assert.equal((await stage.told('GET /red/x')).origin, 3001);
      assert.equal((await stage.ask('GET /billing/x')).status, 404);
    },
  },
  'examples/secrets.kdl': {
    shows: 'fills in the environment, and reads secrets from files without ever showing them',
    env: { COLOUR: 'green' },
    files: () => ({ 'admin-token.txt': 'open-sesame\n' }),
    async run(stage) {
      const { headers } = await stage.told('GET /');
      assert.deepEqual([headers['x-colour'], headers['x-shape']], ['green', 'round']);
      assert.match(headers['x-price']!, /^\$\{5\}$/);

      const page = await stage.ask('GET /-/config', { headers: ['Authorization: Bearer open-sesame'] });
      assert.equal(page.status, 200);
      assert.ok(page.text.includes('"admin-token": "***"'));
      assert.ok(!page.text.includes('open-sesame'));

      const { problems } = await loadConfig({ entry: stage.path, env: {}, ...configFiles });
      assert.ok(
        problems.some(({ message }) => message.includes('COLOUR')),
        JSON.stringify(problems),
      );
    },
  },
  'examples/cloudflare/sentinel.kdl': {
    shows: 'asks for nothing that workerd cannot do, and runs elsewhere too',
    async run(stage) {
      const { problems } = await loadConfig({ entry: stage.path, runtime: 'workerd', ...configFiles });
      assert.deepEqual(problems, []);

      const reply = await stage.ask('GET /api/x', { at: 8787 });
      assert.equal(field(reply, 'x-content-type-options'), 'nosniff');
      assert.equal((await stage.ask('GET /-/health', { at: 8787 })).status, 200);
    },
  },
  'examples/sentinel.jsonc': {
    shows: 'reads the same language as JSON',
    async run(stage) {
      assert.deepEqual((await stage.reached(2, 'GET /api/x')).toSorted(), [3001, 3002]);
      assert.equal(field(await stage.ask('GET /api/x'), 'x-frame-options'), 'DENY');
      assert.equal((await stage.ask('GET /health')).status, 200);
      assert.equal((await stage.ask('DELETE /api/x')).status, 405);
    },
  },
};
