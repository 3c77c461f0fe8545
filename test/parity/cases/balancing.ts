import assert from 'node:assert/strict';
import { field, fields } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { Asking, World } from '../world.ts';

const balancers: Readonly<Record<string, string>> = {
  'round-robin': 'load-balancing "round-robin"',
  random: 'load-balancing "random"',
  least: 'load-balancing "least-connections"',
  p2c: 'load-balancing "p2c"',
  'ip-hash': 'load-balancing "ip-hash"',
  'by-header': 'load-balancing "consistent-hash" { key "header:X-Tenant" }',
  'by-path': 'load-balancing "maglev" { key "path" }',
  sticky: 'load-balancing "sticky" { cookie-name "SEAT"; cookie-secure #false; cookie-ttl 60 }',
};

export const config = (ports: Ports) =>
  sentinel(ports, {
    system: 'sticky-secret "a secret that only the tests know of"',
    upstreams: [
      ...Object.entries(balancers).map(([id, balancer]) => upstream(id, [ports.a, ports.b, ports.c], balancer)),
      `upstream "weighted" {
        target "${ports.a}" weight=3
        target "${ports.b}" weight=1
        passive-health { enabled #false }
        load-balancing "weighted"
      }`,
    ].join('\n'),
    routes: [...Object.keys(balancers), 'weighted'].map((id) => prefixRoute(id, `/${id}`, id)).join('\n'),
  });

/** Sends requests one after the other and says by letter which origin each reached. */
async function reached(world: World, count: number, line: string, asking?: Asking): Promise<string> {
  let letters = '';
  for (const [i, origin] of world.origins.entries()) origin.answer(respond('200 OK', [], 'abc'[i]));
  for (let i = 0; i < count; i += 1) letters += (await world.ask(line, asking)).text;
  return letters;
}

const lettersOf = (text: string) => [...new Set(text)].sort().join('');

export const cases: readonly Case[] = [
  {
    name: 'goes round the targets in their order',
    async run(world) {
      const letters = await reached(world, 7, 'GET /round-robin');

      assert.ok('abcabcabcabc'.includes(letters), letters);
    },
  },
  {
    name: 'shares requests out by weight',
    async run(world) {
      const letters = await reached(world, 16, 'GET /weighted');

      assert.equal(letters.replaceAll('b', '').length, 12);
    },
  },
  {
    name: 'reaches every target at random in time',
    async run(world) {
      assert.equal(lettersOf(await reached(world, 60, 'GET /random')), 'abc');
    },
  },
  {
    name: 'sends to the target with the fewest requests under way',
    async run(world) {
      const held: Promise<unknown>[] = [];
      const gate = Promise.withResolvers<void>();
      for (const origin of world.origins) {
        origin.answer(async (call) => {
          await gate.promise;
          await respond()(call);
        });
      }
      for (let i = 0; i < 3; i += 1) {
        held.push(world.ask('GET /least'));
        while (world.allSeen.length <= i) await Promise.race(world.origins.map((origin) => origin.nextArrival()));
      }

      assert.deepEqual(
        world.origins.map(({ seen }) => seen.length),
        [1, 1, 1],
      );
      gate.resolve();
      await Promise.all(held);
    },
  },
  {
    name: 'keeps to no target by power of two choices',
    async run(world) {
      assert.equal(lettersOf(await reached(world, 80, 'GET /p2c')), 'abc');
    },
  },
  {
    name: 'keeps a client at one target by its address',
    async run(world) {
      assert.equal(lettersOf(await reached(world, 6, 'GET /ip-hash')).length, 1);
    },
  },
  {
    name: 'keeps the value of a header at one target, and spreads different values',
    async run(world) {
      let all = '';
      for (let tenant = 0; tenant < 24; tenant += 1) {
        const own = await reached(world, 2, 'GET /by-header', { headers: [`X-Tenant: tenant-${tenant}`] });
        assert.equal(lettersOf(own).length, 1);
        all += own;
      }

      assert.ok(lettersOf(all).length >= 2, all);
    },
  },
  {
    name: 'keeps a path at one target, and spreads different paths',
    async run(world) {
      let all = '';
      for (let i = 0; i < 24; i += 1) {
        const own = await reached(world, 2, `GET /by-path/${i}`);
        assert.equal(lettersOf(own).length, 1);
        all += own;
      }

      assert.ok(lettersOf(all).length >= 2, all);
    },
  },
  {
    name: 'gives a client without a seat a signed cookie, and keeps it at that target',
    async run(world) {
      for (const [i, origin] of world.origins.entries()) origin.answer(respond('200 OK', [], 'abc'[i]));
      const first = await world.ask('GET /sticky');
      const cookie = field(first, 'set-cookie')!;
      assert.match(cookie, /^SEAT=[^;]+; ?Path=\/; ?Max-Age=60/i);

      const seat = cookie.slice(0, cookie.indexOf(';'));
      for (let i = 0; i < 4; i += 1) {
        const again = await world.ask('GET /sticky', { headers: [`Cookie: other=1; ${seat}`] });
        assert.equal(again.text, first.text);
        assert.equal(field(again, 'set-cookie'), undefined);
      }
    },
  },
  {
    name: 'gives a new seat to a client whose cookie is forged',
    async run(world) {
      const reply = await world.ask('GET /sticky', { headers: ['Cookie: SEAT=0.0123456789abcdef'] });

      assert.match(field(reply, 'set-cookie') ?? '', /^SEAT=/);
    },
  },
  {
    name: 'sets the cookie of the seat beside those of the upstream',
    async run(world) {
      for (const origin of world.origins) origin.answer(respond('200 OK', ['Set-Cookie: own=1', 'Set-Cookie: two=2']));
      const reply = await world.ask('GET /sticky');

      const names = fields(reply, 'set-cookie').map((value) => value.split('=')[0]);
      assert.deepEqual(names.sort(), ['SEAT', 'own', 'two']);
    },
  },
];
