import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import { breakOff, respond, stall } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { errorCode } from '../error-code.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

const to = (ids: readonly string[], more = '') =>
  `fallback { ${ids.map((id) => `fallback-upstream "${id}"`).join('; ')}; ${more} }`;

export const config = (ports: Ports) => {
  // A kept connection that breaks may be stale, so its request is sent once more whatever the policy says.
  const fresh = ports.runtime.startsWith('workerd') ? '' : 'connection-pool { max-idle 0 }';
  return sentinel(ports, {
    upstreams: [
      upstream('dead', [ports.refused]),
      upstream('dead-too', [ports.refusedToo]),
      ...(['a', 'b', 'c'] as const).map((id) => upstream(id, [ports[id]], fresh)),
    ].join('\n'),
    routes: [
      prefixRoute('refused', '/refused', 'dead', to(['dead-too', 'b'])),
      prefixRoute('shown', '/shown', 'dead', to(['b'], 'reveal #true')),
      prefixRoute('status', '/status', 'a', to(['b', 'c'], 'triggers { on-error-codes 503 }')),
      prefixRoute('broken', '/broken', 'a', to(['b', 'c'])),
      prefixRoute('two', '/two', 'a', to(['b', 'c'], 'max-attempts 2')),
      prefixRoute('small', '/small', 'a', to(['b'], 'max-replay-bytes 1000')),
      prefixRoute('any', '/any', 'a', to(['b'], 'retry-non-idempotent #true')),
      prefixRoute('slow', '/slow', 'a', to(['b'], 'triggers { on-latency-threshold-ms 300 }')),
      prefixRoute('nobody', '/nobody', 'dead', to(['dead-too'], 'reveal #true')),
    ].join('\n'),
    more: 'observability { logging { access-log { file "stdout"; format "json" } } }',
  });
};

/** How many requests each origin saw. */
const counts = (world: World): readonly number[] => world.origins.map(({ seen }) => seen.length);

export const cases: readonly Case[] = [
  {
    name: 'turns to the next upstream when one refuses, for GET and POST alike, with the body',
    async run(world) {
      const bodies: string[] = [];
      world.origins[1]!.answer(async (call) => {
        bodies.push(String(await call.content()));
        call.head('200 OK', ['Content-Length: 0']);
      });

      assert.equal((await world.ask('GET /refused')).status, 200);
      assert.equal((await world.ask('POST /refused', { body: 'once' })).status, 200);
      assert.deepEqual(bodies, ['', 'once']);
    },
  },
  {
    name: 'tells where the answer came from only where it is told to',
    async run(world) {
      const shown = await world.ask('GET /shown');
      const hidden = await world.ask('GET /refused');

      assert.equal(field(shown, 'x-fallback-used'), 'true');
      assert.equal(field(shown, 'x-fallback-upstream'), 'b');
      assert.equal(field(shown, 'x-fallback-reason'), 'connection_error_upstream_refused');
      assert.equal(field(shown, 'x-original-upstream'), 'dead');
      assert.equal(field(hidden, 'x-fallback-used'), undefined);
    },
  },
  {
    name: 'writes into the access log which upstream answered, and in place of which',
    async run(world) {
      await world.ask('GET /refused/logged');
      const line = await world.subject.log.line(
        (one) => one.includes('/refused/logged') && one.includes('duration_ms'),
      );
      const logged = JSON.parse(line.slice(line.indexOf('{'))) as Readonly<Record<string, unknown>>;

      assert.deepEqual([logged['upstream'], logged['fallback_from'], logged['upstream_attempts']], ['b', 'dead', 3]);
    },
  },
  {
    name: 'turns to the next upstream after a status it is told of, and after no other',
    async run(world) {
      world.origin.answer(respond('503 Service Unavailable'));
      assert.equal((await world.ask('GET /status')).status, 200);
      assert.deepEqual(counts(world), [1, 1, 0]);

      world.origin.answer(respond('500 Internal Server Error'));
      assert.equal((await world.ask('GET /status')).status, 500);
      assert.deepEqual(counts(world), [2, 1, 0]);
    },
  },
  {
    name: 'answers as the last upstream does when all answer badly',
    async run(world) {
      for (const [i, origin] of world.origins.entries()) origin.answer(respond('503 Service Unavailable', [], `${i}`));
      const reply = await world.ask('GET /status');

      assert.deepEqual([reply.status, reply.text], [503, '2']);
      assert.deepEqual(counts(world), [1, 1, 1]);
    },
  },
  {
    name: 'turns to the next upstream when one breaks off before its answer',
    async run(world) {
      world.origin.answer(breakOff);

      assert.equal((await world.ask('GET /broken')).status, 200);
      assert.deepEqual(counts(world), [1, 1, 0]);
    },
  },
  {
    name: 'never sends a POST on that an upstream may have seen, unless it is told to',
    async run(world) {
      world.origin.answer(breakOff);
      assert.equal((await world.ask('POST /broken', { body: 'pay' })).status, 502);
      assert.deepEqual(counts(world), [1, 0, 0]);

      assert.equal((await world.ask('POST /any', { body: 'pay' })).status, 200);
      assert.deepEqual(counts(world), [2, 1, 0]);
    },
  },
  {
    name: 'sends a kept body on whole, and states the error of one that is too large to keep',
    async run(world) {
      world.origin.answer(breakOff);
      const bodies: string[] = [];
      world.origins[1]!.answer(async (call) => {
        bodies.push(String(await call.content()));
        call.head('200 OK', ['Content-Length: 0']);
      });

      assert.equal((await world.ask('PUT /small', { body: 'x'.repeat(900) })).status, 200);
      assert.deepEqual(bodies, ['x'.repeat(900)]);
      assert.equal((await world.ask('PUT /small', { body: 'x'.repeat(2000) })).status, 502);
      assert.equal(bodies.length, 1);
    },
  },
  {
    name: 'tries no more upstreams than it may',
    async run(world) {
      for (const origin of world.origins) origin.answer(breakOff);

      assert.equal((await world.ask('GET /two')).status, 502);
      assert.deepEqual(counts(world), [1, 1, 0]);
    },
  },
  {
    name: 'leaves an upstream that takes too long, and breaks off there',
    async run(world) {
      world.origin.answer(stall);

      assert.equal((await world.ask('GET /slow')).status, 200);
      assert.deepEqual(counts(world), [1, 1, 0]);
      await world.origin.allGone();
    },
  },
  {
    name: 'answers with the failure of the last when nobody can be reached, and reveals nothing',
    async run(world) {
      const reply = await world.ask('GET /nobody');

      assert.deepEqual([reply.status, errorCode(reply)], [502, 'upstream_refused']);
      assert.equal(field(reply, 'x-fallback-used'), undefined);
    },
  },
];
