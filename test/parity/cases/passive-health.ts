import assert from 'node:assert/strict';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel } from '../kdl.ts';
import type { World } from '../world.ts';

const passive = (id: string, targets: readonly string[], settings: string) => `
  upstream "${id}" {
    ${targets.map((address) => `target "${address}"`).join('\n    ')}
    passive-health { consecutive-failures 2; ${settings} }
  }`;

const ids = ['errors', 'refused', 'returns', 'alone', 'none-left', 'recovers'];

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: [
      passive('errors', [ports.a, ports.b], 'ejection-secs 60'),
      passive('refused', [ports.refused, ports.b], 'ejection-secs 60'),
      passive('returns', [ports.a, ports.b], 'ejection-secs 1'),
      passive('alone', [ports.a], 'ejection-secs 60; max-ejected-percent 50'),
      passive('none-left', [ports.a], 'ejection-secs 60; max-ejected-percent 100'),
      passive('recovers', [ports.a, ports.b], 'ejection-secs 60'),
    ].join('\n'),
    routes: ids.map((id) => prefixRoute(id, `/${id}`, id)).join('\n'),
  });

/** Asks one after the other and gives the statuses. */
async function statuses(world: World, count: number, line: string): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < count; i += 1) found.push((await world.ask(line)).status);
  return found;
}

export const cases: readonly Case[] = [
  {
    name: 'takes a target out of service after failures in a row',
    async run(world) {
      world.origin.answer(respond('502 Bad Gateway'));
      await statuses(world, 6, 'GET /errors');
      const before = world.origin.seen.length;

      assert.deepEqual(await statuses(world, 6, 'GET /errors'), [200, 200, 200, 200, 200, 200]);
      assert.equal(world.origin.seen.length, before);
      assert.ok(before <= 3, `${before} requests reached the failing target`);
    },
  },
  {
    name: 'takes a target out of service that refuses connections',
    async run(world) {
      await statuses(world, 6, 'GET /refused');

      assert.deepEqual(await statuses(world, 4, 'GET /refused'), [200, 200, 200, 200]);
    },
  },
  {
    name: 'does not count failures that a success comes between',
    async run(world) {
      let turn = 0;
      world.origin.answer((call) => {
        turn += 1;
        return respond(turn % 2 === 0 ? '200 OK' : '502 Bad Gateway')(call);
      });
      await statuses(world, 12, 'GET /recovers');

      assert.equal(world.origin.seen.length, 6);
    },
  },
  {
    name: 'tries a target again when its time is over',
    async run(world) {
      world.origin.answer(respond('502 Bad Gateway'));
      await statuses(world, 6, 'GET /returns');
      const before = world.origin.seen.length;
      world.origin.answer(respond());

      const returned = world.origin.request(before);
      let isBack = false;
      void returned.then(() => {
        isBack = true;
      });
      while (!isBack) assert.equal((await world.ask('GET /returns')).status, 200);
    },
  },
  {
    name: 'never takes out more targets than its share allows',
    async run(world) {
      world.origin.answer(respond('502 Bad Gateway'));

      assert.deepEqual(await statuses(world, 5, 'GET /alone'), [502, 502, 502, 502, 502]);
    },
  },
  {
    name: 'uses all targets when none would be left',
    async run(world) {
      world.origin.answer(respond('502 Bad Gateway'));
      await statuses(world, 4, 'GET /none-left');
      world.origin.answer(respond());

      assert.equal((await world.ask('GET /none-left')).status, 200);
    },
  },
];
