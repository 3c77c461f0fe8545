import assert from 'node:assert/strict';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { OriginCall } from '../../support/raw-origin-call.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

const breaker = (settings: string) => `circuit-breaker { failure-threshold 2; success-threshold 1; ${settings} }`;
const ids = ['opens', 'tries', 'whole'];

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: [
      upstream('opens', [ports.a], breaker('timeout-seconds 60')),
      upstream('tries', [ports.a], breaker('timeout-seconds 1')),
      upstream('whole', [ports.a, ports.b], breaker('timeout-seconds 60; per "upstream"')),
      upstream('own', [ports.a]),
    ].join('\n'),
    routes: [
      ...ids.map((id) => prefixRoute(id, `/${id}`, id)),
      `route "one" { matches { path-prefix "/one" }; upstream "own"; ${breaker('timeout-seconds 60')} }`,
      prefixRoute('other', '/other', 'own'),
    ].join('\n'),
  });

async function statuses(world: World, count: number, line: string): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < count; i += 1) found.push((await world.ask(line)).status);
  return found;
}

const failing = respond('502 Bad Gateway');

export const cases: readonly Case[] = [
  {
    name: 'asks a target no more after failures in a row, and says 503',
    async run(world) {
      world.origin.answer(failing);

      assert.deepEqual(await statuses(world, 4, 'GET /opens'), [502, 502, 503, 503]);
      assert.equal(world.origin.seen.length, 2);
    },
  },
  {
    name: 'lets one request try when its time is over, and no other until that is answered',
    async run(world) {
      world.origin.answer(failing);
      await statuses(world, 3, 'GET /tries');
      let held: OriginCall | undefined;
      world.origin.answer((call) => {
        held = call;
      });
      const before = world.origin.seen.length;
      const deadline = Date.now() + 10_000;
      const trying: Promise<number>[] = [];
      while (held === undefined && Date.now() < deadline) {
        trying.push(world.ask('GET /tries').then(({ status }) => status));
        await new Promise((settle) => setTimeout(settle, 100));
      }
      const beside = await statuses(world, 3, 'GET /tries');
      world.origin.answer(respond());
      await respond()(held!);

      assert.deepEqual(beside, [503, 503, 503]);
      assert.equal(world.origin.seen.length - before, 1);
      // On a busy machine others are refused between the one that got through and our hearing of it.
      assert.deepEqual(
        (await Promise.all(trying)).filter((status) => status !== 503),
        [200],
      );
      assert.deepEqual(await statuses(world, 3, 'GET /tries'), [200, 200, 200]);
    },
  },
  {
    name: 'shuts off the upstream as a whole where it is asked to',
    async run(world) {
      for (const origin of world.origins) origin.answer(failing);

      assert.deepEqual(await statuses(world, 4, 'GET /whole'), [502, 502, 503, 503]);
    },
  },
  {
    name: 'shuts off one route, and not the others of the same upstream',
    async run(world) {
      world.origin.answer(failing);
      const one = await statuses(world, 4, 'GET /one');
      world.origin.answer(respond());

      assert.deepEqual(one, [502, 502, 503, 503]);
      assert.deepEqual(await statuses(world, 2, 'GET /other'), [200, 200]);
    },
  },
];
