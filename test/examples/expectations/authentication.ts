import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import { signedWith } from '../../support/tokens.ts';
import type { Expectation } from '../expectation.ts';

const secret = 'a secret of at least thirty-two characters';

/** Examples about who is let in. */
export const authentication: Readonly<Record<string, Expectation>> = {
  'examples/authentication.kdl': {
    shows: 'lets in by password, key and token, and as another server decides',
    env: { SENTINEL_JWT_SECRET: secret },
    async run(stage) {
      for (const path of ['/staff', '/api', '/app']) assert.equal((await stage.ask(`GET ${path}`)).status, 401, path);
      assert.equal(field(await stage.ask('GET /staff'), 'www-authenticate'), 'Basic realm="Staff", charset="UTF-8"');

      const staff = await stage.told('GET /staff', {
        headers: [`Authorization: Basic ${btoa('ann:open sesame')}`, 'X-User: eve', 'X_User: eve'],
      });
      assert.deepEqual([staff.headers['x-user'], staff.headers['x_user']], ['ann', undefined]);
      assert.equal(staff.headers['authorization'], undefined);

      const client = await stage.told('GET /api', { headers: ['X-Api-Key: key-of-the-shop-0123456789abcdef'] });
      assert.deepEqual([client.headers['x-client'], client.headers['x-api-key']], ['shop', undefined]);

      const token = async (claims: object) => {
        const text = await signedWith(secret, { aud: 'shop', scope: 'read', ...claims }, Date.now());
        return { headers: [`Authorization: Bearer ${text}`] };
      };
      const blue = await token({ sub: 'ann', org: { id: 'blue' } });
      const { headers } = await stage.told('GET /app', blue);
      assert.deepEqual([headers['x-user'], headers['x-tenant']], ['ann', 'blue']);
      const statuses = [];
      for (let i = 0; i < 3; i += 1) statuses.push((await stage.ask('GET /app', blue)).status);
      assert.equal(statuses.at(-1), 429);
      assert.equal((await stage.ask('GET /app', await token({ org: { id: 'red' } }))).status, 200);
      assert.equal((await stage.ask('GET /app', await token({ scope: 'write' }))).status, 403);
      assert.equal((await stage.ask('GET /app', await token({ aud: 'other' }))).status, 401);

      assert.equal((await stage.ask('GET /decided')).status, 200);
      await stage.origins.stop(3002);
      assert.equal((await stage.ask('GET /decided')).status, 503);
    },
  },
};
