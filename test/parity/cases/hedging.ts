import assert from 'node:assert/strict';
import type { Behaviour } from '../../support/raw-origin.ts';
import { firstThen, respond, stall } from '../../support/raw-origin-behaviours.ts';
import { until } from '../../support/until.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

const hedge = (text: string) => `retry-policy { backoff "1ms"; hedge { ${text} } }`;

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('two', [ports.a, ports.b]),
    routes: [
      prefixRoute('hedged', '/hedged', 'two', hedge('after "200ms"; budget-min 1000')),
      prefixRoute('unknown', '/unknown', 'two', hedge('after "p95"; budget-min 1000')),
      prefixRoute('budget', '/budget', 'two', hedge('after "200ms"; budget-min 1; budget-percent 0')),
    ].join('\n'),
    more: 'observability { logging { access-log { file "stdout"; format "json" } } }',
  });

const late: Behaviour = async (call) => {
  await call.content();
  await new Promise((settle) => setTimeout(settle, 700));
  call.head('200 OK', ['Content-Length: 4']);
  call.write('late');
};

/** Answers late, however long it takes until the second target is asked. */
const onceAskedTwice =
  (world: World): Behaviour =>
  async (call) => {
    await until(() => world.allSeen.length > 1);
    await late(call);
  };

function answerAll(world: World, behaviour: Behaviour): void {
  for (const origin of world.origins) origin.answer(behaviour);
}

export const cases: readonly Case[] = [
  {
    name: 'asks another target beside one that takes long, takes its answer and breaks the first off',
    async run(world) {
      answerAll(world, firstThen(stall, respond('200 OK', [], 'fast')));
      const reply = await world.ask('GET /hedged/log');

      assert.deepEqual([reply.status, reply.text], [200, 'fast']);
      assert.equal(world.allSeen.length, 2);
      assert.ok(world.origins.every(({ seen }) => seen.length < 2));
      for (const origin of world.origins) await origin.allGone();
      const line = await world.subject.log.line((one) => one.includes('/hedged/log') && one.includes('duration_ms'));
      assert.match(line, /"upstream_attempts":2,"upstream_hedges":1/);
    },
  },
  {
    name: 'sends the body of a PUT along, whole',
    async run(world) {
      const bodies: string[] = [];
      answerAll(
        world,
        firstThen(stall, async (call) => {
          bodies.push(String(await call.content()));
          call.head('200 OK', ['Content-Length: 0']);
        }),
      );

      assert.equal((await world.ask('PUT /hedged', { body: 'x'.repeat(20_000) })).status, 200);
      assert.deepEqual(bodies, ['x'.repeat(20_000)]);
    },
  },
  {
    name: 'takes the first answer when that comes after all',
    async run(world) {
      answerAll(world, firstThen(onceAskedTwice(world), stall));

      assert.equal((await world.ask('GET /hedged')).text, 'late');
      assert.equal(world.allSeen.length, 2);
    },
  },
  {
    name: 'waits for the first when the second fails',
    async run(world) {
      answerAll(world, firstThen(onceAskedTwice(world), respond('500 Internal Server Error')));

      assert.equal((await world.ask('GET /hedged')).text, 'late');
    },
  },
  {
    name: 'never asks twice at once for a POST',
    async run(world) {
      answerAll(world, late);

      assert.equal((await world.ask('POST /hedged', { body: 'pay' })).text, 'late');
      assert.equal(world.allSeen.length, 1);
    },
  },
  {
    name: 'asks no second target while it does not know how long answers take',
    async run(world) {
      answerAll(world, late);

      assert.equal((await world.ask('GET /unknown')).text, 'late');
      assert.equal(world.allSeen.length, 1);
    },
  },
  {
    name: 'keeps second tries within their budget',
    async run(world) {
      answerAll(world, late);
      await Promise.all([1, 2, 3].map((i) => world.ask(`GET /budget/${i}`)));

      assert.equal(world.allSeen.length, 3 + 1);
    },
  },
  {
    name: 'breaks both off when the client leaves',
    async run(world) {
      answerAll(world, stall);
      const client = await world.start('GET /hedged');
      await Promise.all([world.origins[0]!.request(), world.origins[1]!.request()]);
      client.reset();

      await Promise.all([world.origins[0]!.allGone(), world.origins[1]!.allGone()]);
    },
  },
];
