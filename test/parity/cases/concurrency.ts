import assert from 'node:assert/strict';
import { respond, stall } from '../../support/raw-origin-behaviours.ts';
import { until } from '../../support/until.ts';
import type { Case, Ports } from '../case.ts';
import { errorCode } from '../error-code.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    routes: [
      prefixRoute('two', '/two', 'app', 'service-type "api"; filters "two"'),
      prefixRoute('line', '/line', 'app', 'service-type "api"; filters "line"'),
      prefixRoute('leave', '/leave', 'app', 'service-type "api"; filters "two"'),
    ].join('\n'),
    more: `filters {
      filter "two" { type "concurrency"; limit 2 }
      filter "line" { type "concurrency"; limit 1; max-waiting 2; max-wait-ms 60000 }
    }`,
  });

/** Asks until there is a place: that one was given back is known a moment late. */
async function untilServed(world: World, line: string): Promise<number> {
  let status = 503;
  const isServed = async () => {
    ({ status } = await world.ask(line));
    return status !== 503;
  };
  await until(isServed, () => line, 20);
  return status;
}

export const cases: readonly Case[] = [
  {
    name: 'lets so many be under way until their last byte, and refuses the others',
    async run(world) {
      const gate = Promise.withResolvers<void>();
      world.origin.answer(async (call) => {
        call.head('200 OK', ['Content-Length: 2']);
        await gate.promise;
        call.write('ok');
      });
      const held = [await world.start('GET /two'), await world.start('GET /two')];
      await world.origin.request(1);
      const reply = await world.ask('GET /two');
      assert.equal(reply.status, 503);
      assert.equal(errorCode(reply), 'overloaded');

      gate.resolve();
      for (const client of held) assert.equal((await client.whole()).status, 200);
      world.origin.answer(respond());
      assert.equal(await untilServed(world, 'GET /two'), 200);
    },
  },
  {
    name: 'lets requests wait for a place in the order they came, as many as may wait',
    async run(world) {
      const gate = Promise.withResolvers<void>();
      world.origin.answer(async (call) => {
        await gate.promise;
        await respond()(call);
      });
      const clients = [];
      for (const name of ['a', 'b', 'c', 'd']) {
        clients.push(await world.start(`GET /line/${name}`));
        if (name === 'a') await world.origin.request(0);
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      const refused = await clients[3]!.whole();
      assert.equal(refused.status, 503);

      gate.resolve();
      for (const client of clients.slice(0, 3)) assert.equal((await client.whole()).status, 200);
      assert.deepEqual(
        world.allSeen.map(({ target }) => target),
        ['/line/a', '/line/b', '/line/c'],
      );
    },
  },
  {
    name: 'gives the place back when the client leaves',
    async run(world) {
      world.origin.answer(stall);
      const leaving = [await world.start('GET /leave'), await world.start('GET /leave')];
      await world.origin.request(1);
      assert.equal((await world.ask('GET /leave')).status, 503);
      for (const client of leaving) client.reset();
      await world.origin.allGone();
      world.origin.answer(respond());

      assert.equal(await untilServed(world, 'GET /leave'), 200);
    },
  },
];
