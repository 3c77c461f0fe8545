import assert from 'node:assert/strict';
import { breakOff, firstThen, respond, stall } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { errorCode } from '../error-code.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

const retry = (more = '') => `retry-policy { backoff "1ms"; max-backoff "2ms"; budget-min 1000; ${more} }`;

export const config = (ports: Ports) => {
  const three = [ports.a, ports.b, ports.c];
  // A kept connection that breaks may be stale, so its request is sent once more whatever the policy says.
  const fresh = ports.runtime.startsWith('workerd') ? '' : 'connection-pool { max-idle 0 }';
  return sentinel(ports, {
    upstreams: [
      upstream('half', [ports.refused, ports.a]),
      upstream('dead', [ports.refused, ports.refusedToo]),
      upstream('three', three, fresh),
      upstream('one', [ports.a], fresh),
    ].join('\n'),
    routes: [
      prefixRoute('half', '/half', 'half', retry('max-attempts 3')),
      prefixRoute('dead', '/dead', 'dead', retry('max-attempts 3')),
      prefixRoute('three', '/three', 'three', retry('max-attempts 3')),
      prefixRoute('one', '/one', 'one', retry('max-attempts 3')),
      prefixRoute('twice', '/twice', 'three', retry('max-attempts 2')),
      prefixRoute('never', '/never', 'three'),
      prefixRoute('any-method', '/any-method', 'three', retry('retry-non-idempotent #true')),
      prefixRoute('status', '/status', 'three', retry('retryable-status-codes 503')),
      prefixRoute('small', '/small', 'three', retry('max-replay-bytes 1000')),
      prefixRoute('impatient', '/impatient', 'three', retry('per-attempt-timeout "300ms"')),
      prefixRoute('budget', '/budget', 'three', 'retry-policy { backoff "1ms"; budget-percent 0; budget-min 2 }'),
    ].join('\n'),
  });
};

/** The same behaviour for every origin, so that it does not matter where a request starts. */
function answerAll(world: World, behaviour: Parameters<World['origin']['answer']>[0]): void {
  for (const origin of world.origins) origin.answer(behaviour);
}

export const cases: readonly Case[] = [
  {
    name: 'tries another target when one refuses the connection, for GET and POST alike',
    async run(world) {
      for (let i = 0; i < 2; i += 1) {
        assert.equal((await world.ask('GET /half')).status, 200);
        assert.equal((await world.ask('POST /half', { body: 'once' })).status, 200);
      }

      assert.equal(world.origin.seen.length, 4);
    },
  },
  {
    name: 'answers 502 when every target refuses',
    async run(world) {
      const reply = await world.ask('GET /dead');

      assert.equal(reply.status, 502);
      assert.equal(errorCode(reply), 'upstream_refused');
    },
  },
  {
    name: 'asks another target when one breaks off before its answer',
    async run(world) {
      answerAll(world, firstThen(breakOff, respond()));
      const reply = await world.ask('GET /three/x');

      assert.equal(reply.status, 200);
      assert.equal(world.allSeen.length, 2);
      assert.ok(world.origins.every(({ seen }) => seen.length < 2));
    },
  },
  {
    name: 'never sends a POST twice that may have had its effect',
    async run(world) {
      answerAll(world, firstThen(breakOff, respond()));
      const reply = await world.ask('POST /three', { body: 'pay' });

      assert.equal(reply.status, 502);
      assert.equal(errorCode(reply), 'upstream_reset');
      assert.equal(world.allSeen.length, 1);
    },
  },
  {
    name: 'sends a POST again where the route allows it',
    async run(world) {
      const bodies: string[] = [];
      answerAll(
        world,
        firstThen(breakOff, async (call) => {
          bodies.push((await call.content()).toString());
          call.head('200 OK', ['Content-Length: 0']);
        }),
      );
      const reply = await world.ask('POST /any-method', { body: 'again please' });

      assert.equal(reply.status, 200);
      assert.deepEqual(bodies, ['again please']);
    },
  },
  {
    name: 'sends the whole body again with a PUT',
    async run(world) {
      const content = 'x'.repeat(30_000);
      const bodies: string[] = [];
      answerAll(
        world,
        firstThen(breakOff, async (call) => {
          bodies.push((await call.content()).toString());
          call.head('200 OK', ['Content-Length: 0']);
        }),
      );
      const reply = await world.ask('PUT /three', { body: content });

      assert.equal(reply.status, 200);
      assert.deepEqual(bodies, [content]);
    },
  },
  {
    name: 'does not try again with a body larger than it keeps',
    async run(world) {
      answerAll(world, firstThen(breakOff, respond()));
      const reply = await world.ask('PUT /small', { body: 'x'.repeat(5000) });

      assert.equal(reply.status, 502);
      assert.equal(world.allSeen.length, 1);
    },
  },
  {
    name: 'tries again for the statuses of its policy',
    async run(world) {
      answerAll(world, firstThen(respond('503 Busy', [], 'busy'), respond('200 OK', [], 'free')));
      const reply = await world.ask('GET /status');

      assert.equal(reply.status, 200);
      assert.equal(reply.text, 'free');
      assert.equal(world.allSeen.length, 2);
    },
  },
  {
    name: 'passes the last answer on when every try gave such a status',
    async run(world) {
      answerAll(world, respond('503 Busy', ['X-From: origin'], 'busy'));
      const reply = await world.ask('GET /status');

      assert.equal(reply.status, 503);
      assert.equal(reply.text, 'busy');
      assert.equal(world.allSeen.length, 3);
    },
  },
  {
    name: 'takes other error statuses as answers',
    async run(world) {
      answerAll(world, respond('500 Internal Server Error'));

      assert.equal((await world.ask('GET /status')).status, 500);
      assert.equal(world.allSeen.length, 1);
    },
  },
  {
    name: 'stops after the tries of its policy',
    async run(world) {
      answerAll(world, breakOff);
      const reply = await world.ask('GET /twice');

      assert.equal(reply.status, 502);
      assert.equal(world.allSeen.length, 2);
    },
  },
  {
    name: 'tries each target once before any of them again',
    async run(world) {
      answerAll(world, breakOff);
      assert.equal((await world.ask('GET /three')).status, 502);

      assert.deepEqual(
        world.origins.map(({ seen }) => seen.length),
        [1, 1, 1],
      );
    },
  },
  {
    name: 'comes back to the only target there is',
    async run(world) {
      world.origin.answer(firstThen(breakOff, respond()));

      assert.equal((await world.ask('GET /one')).status, 200);
      assert.equal(world.origin.seen.length, 2);
    },
  },
  {
    name: 'tries once without a retry policy',
    async run(world) {
      answerAll(world, firstThen(breakOff, respond()));

      assert.equal((await world.ask('GET /never')).status, 502);
      assert.equal(world.allSeen.length, 1);
    },
  },
  {
    name: 'asks another target when one takes longer than a try may',
    async run(world) {
      answerAll(world, firstThen(stall, respond()));

      assert.equal((await world.ask('GET /impatient')).status, 200);
      assert.equal(world.allSeen.length, 2);
    },
  },
  {
    name: 'keeps retries within their budget',
    async run(world) {
      answerAll(world, breakOff);
      for (let i = 0; i < 5; i += 1) assert.equal((await world.ask('GET /budget')).status, 502);

      assert.equal(world.allSeen.length, 5 + 2);
    },
  },
];
