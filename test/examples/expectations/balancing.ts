import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import type { Expectation } from '../expectation.ts';

const different = (ports: readonly number[]) => [...new Set(ports)].toSorted();
const times = (ports: readonly number[], port: number) => ports.filter((one) => one === port).length;

/** Examples about which target a request is sent to. */
export const balancing: Readonly<Record<string, Expectation>> = {
  'examples/balance-turns.kdl': {
    shows: 'takes targets in turn, by weight and by chance',
    async run(stage) {
      const turns = await stage.reached(6, 'GET /turns');
      assert.deepEqual(turns.slice(0, 3), turns.slice(3));
      assert.deepEqual(different(turns), [3001, 3002, 3003]);

      const weighted = await stage.reached(8, 'GET /weighted');
      assert.deepEqual([times(weighted, 3001), times(weighted, 3002)], [6, 2]);

      assert.deepEqual(different(await stage.reached(40, 'GET /random')), [3001, 3002]);
    },
  },
  'examples/balance-load.kdl': {
    shows: 'leaves busy targets alone',
    async run(stage) {
      for (const route of ['least', 'two-choices', 'models']) {
        const busy = await stage.start(`GET /${route}/slow/60000`);
        await stage.origins.got(`/${route}/slow/60000`);
        const free = different(await stage.reached(8, `GET /${route}`));
        assert.equal(free.length, route === 'two-choices' ? 2 : 1, `${route} reached ${free}`);
        busy.close();
      }
      // A place may be given back a moment after the client has its answer, so that two targets in turn look equal.
      const shares: number[] = [];
      for (let i = 0; i < 5 && times(shares, 3001) <= times(shares, 3002); i += 1) {
        shares.push(...(await stage.reached(10, 'GET /shares')));
      }
      assert.ok(times(shares, 3001) > times(shares, 3002), String(shares));
    },
  },
  'examples/balance-latency.kdl': {
    shows: 'leaves slow targets alone, and draws by weights',
    async run(stage) {
      const [slow] = await stage.reached(1, 'GET /ewma/slow/400');
      const after = await stage.reached(8, 'GET /ewma');
      assert.equal(times(after, slow!), 0);

      assert.deepEqual(different(await stage.reached(40, 'GET /adaptive')), [3001, 3002]);
    },
  },
  'examples/balance-hash.kdl': {
    shows: 'keeps each key at one target and spreads keys over all',
    async run(stage) {
      const tenants = 'abcdefghijklmnopqrstuvwxyz'.split('');
      const byTenant = await Promise.all(
        tenants.map((tenant) => stage.told('GET /tenant', { headers: [`X-Tenant: ${tenant}`] })),
      );
      assert.deepEqual(different(byTenant.map(({ origin }) => origin)), [3001, 3002, 3003]);
      assert.equal(different(await stage.reached(5, 'GET /tenant', { headers: ['X-Tenant: blue'] })).length, 1);

      const byPath = await Promise.all(tenants.map((page) => stage.told(`GET /pages/${page}`)));
      assert.deepEqual(different(byPath.map(({ origin }) => origin)), [3001, 3002, 3003]);
      assert.equal(different(await stage.reached(5, 'GET /pages/a')).length, 1);

      assert.equal(different(await stage.reached(5, 'GET /client')).length, 1);
    },
  },
  'examples/balance-sticky.kdl': {
    shows: 'keeps a client at its first target by a signed cookie',
    env: { SENTINEL_COOKIE_SECRET: 'a secret of this test' },
    async run(stage) {
      const first = await stage.ask('GET /');
      const cookie = field(first, 'set-cookie') ?? '';
      const seat = (JSON.parse(first.text) as { origin: number }).origin;
      assert.match(cookie, /^SEAT=[^;]+; Path=\/; Max-Age=28800; HttpOnly; SameSite=Lax$/);

      const headers = [`Cookie: ${cookie.split(';')[0]}`];
      const later = await stage.reached(6, 'GET /', { headers });
      assert.deepEqual(different(later), [stage.origins.written(seat)]);
      assert.equal(field(await stage.ask('GET /', { headers }), 'set-cookie'), undefined);

      assert.ok(field(await stage.ask('GET /', { headers: ['Cookie: SEAT=made-up'] }), 'set-cookie'));
    },
  },
  'examples/balance-locality.kdl': {
    shows: 'keeps to the targets of its zone while there are any',
    async run(stage) {
      assert.deepEqual(different(await stage.reached(6, 'GET /')), [3001]);

      await stage.origins.stop(3001);
      assert.deepEqual(different(await stage.reached(6, 'GET /')), [3002, 3003]);
    },
  },
  'examples/balance-subset.kdl': {
    shows: 'uses a fixed part of the targets',
    async run(stage) {
      assert.equal(different(await stage.reached(12, 'GET /')).length, 2);
    },
  },
};
