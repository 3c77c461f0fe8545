import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import { respond, stall } from '../../support/raw-origin-behaviours.ts';
import { until } from '../../support/until.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

const shadow = (text: string, to = 'copy') => `shadow { upstream "${to}"; ${text} }`;

export const config = (ports: Ports) =>
  sentinel(ports, {
    system: 'admin-token "secret-token"',
    upstreams: [
      upstream('app', [ports.a]),
      upstream('copy', [ports.b], 'host-header "copy.internal"'),
      upstream('dead', [ports.refused]),
    ].join('\n'),
    routes: [
      prefixRoute('all', '/all', 'app', shadow('timeout-ms 20000')),
      prefixRoute('bodies', '/bodies', 'app', shadow('buffer-body #true; max-body-bytes 100000; timeout-ms 20000')),
      prefixRoute('sampled', '/sampled', 'app', shadow('sample-header "X-Copy" "yes"')),
      prefixRoute('none', '/none', 'app', shadow('percentage 0')),
      prefixRoute('few', '/few', 'app', shadow('max-in-flight 1; timeout-ms 20000')),
      prefixRoute('unreachable', '/unreachable', 'app', shadow('', 'dead')),
      'route "page" { matches { path "/-/upstreams" }; builtin-handler "upstreams" }',
    ].join('\n'),
  });

const copy = (world: World) => world.origins[1]!;

type Counts = Readonly<Record<string, unknown>>;

/** What the page of the upstreams tells of the copies of a route, once it tells this. */
async function counted(world: World, route: string, key: string, count: number): Promise<Counts> {
  let found: Counts = {};
  const isTold = async () => {
    const page = await world.ask('GET /-/upstreams', { headers: ['Authorization: Bearer secret-token'] });
    const { shadows } = JSON.parse(page.text) as { readonly shadows: readonly Counts[] };
    found = shadows.find(({ route_id }) => route_id === route)!;
    return found[key] === count;
  };
  await until(isTold, () => found, 20);
  return found;
}

function copiesOf(world: World, target: string): number {
  return copy(world).seen.filter((each) => each.target === target).length;
}

export const cases: readonly Case[] = [
  {
    name: 'sends a marked copy to the other upstream, with its own Host',
    async run(world) {
      await world.ask('GET /all/a?b=c', { headers: ['X-Own: 1'] });
      const copied = await copy(world).request();

      assert.deepEqual([copied.method, copied.target], ['GET', '/all/a?b=c']);
      assert.equal(field(copied, 'x-shadow-request'), 'true');
      assert.equal(field(copied, 'x-own'), '1');
      assert.equal(field(world.seen, 'x-shadow-request'), undefined);
    },
  },
  {
    name: 'answers as the first upstream does while the copy stalls',
    async run(world) {
      copy(world).answer(stall);
      world.origin.answer(respond('201 Created', [], 'main'));
      const reply = await world.ask('GET /all');

      assert.deepEqual([reply.status, reply.text], [201, 'main']);
      await copy(world).request();
    },
  },
  {
    name: 'goes on with the copy after the answer, to the end',
    async run(world) {
      let isOver = false;
      const gate = Promise.withResolvers<void>();
      copy(world).answer(async (call) => {
        await call.content();
        await gate.promise;
        call.head('200 OK', ['Content-Length: 2']);
        call.write('ok');
        isOver = true;
      });
      // A copy before it whose connection was broken off may be sent again now.
      await world.ask('GET /all/once');
      await until(() => copiesOf(world, '/all/once') === 1);
      assert.equal(isOver, false);
      gate.resolve();

      // The page of workerd may be that of another isolate; the origin is the one to ask.
      await until(() => isOver);
      assert.equal(copiesOf(world, '/all/once'), 1);
    },
  },
  {
    name: 'sends the body along, and to the first upstream whole, also while the copy does not read',
    async run(world) {
      const body = 'x'.repeat(50_000);
      const main: number[] = [];
      world.origin.answer(async (call) => {
        main.push((await call.content()).length);
        call.head('200 OK', ['Content-Length: 0']);
      });
      const copied: string[] = [];
      copy(world).answer(async (call) => {
        copied.push(String(await call.content()));
        call.head('200 OK', ['Content-Length: 0']);
      });
      assert.equal((await world.ask('POST /bodies', { body })).status, 200);
      await copy(world).request();
      await until(() => copied.length > 0);

      assert.deepEqual(copied, [body]);
      copy(world).answer((call) => call.stall());
      assert.equal((await world.ask('POST /bodies', { body })).status, 200);
      assert.deepEqual(main, [50_000, 50_000]);
    },
  },
  {
    name: 'copies no body beyond its bound, and none at all unless told to',
    async run(world) {
      assert.equal((await world.ask('POST /bodies/large', { body: 'x'.repeat(100_001) })).status, 200);
      assert.equal((await world.ask('POST /all/body', { body: 'x' })).status, 200);
      await world.ask('GET /all/last');

      assert.equal((await copy(world).request()).target, '/all/last');
      assert.equal(copy(world).seen.length, 1);
    },
  },
  {
    name: 'copies only what it is told to',
    async run(world) {
      await world.ask('GET /sampled/1', { headers: ['X-Copy: no'] });
      await world.ask('GET /none/1');
      await world.ask('GET /all/1', { headers: ['X-Shadow-Request: true'] });
      await world.ask('GET /sampled/2', { headers: ['X-Copy: yes'] });

      assert.equal((await copy(world).request()).target, '/sampled/2');
      assert.equal(copy(world).seen.length, 1);
    },
  },
  {
    name: 'makes no more copies at once than it may, and counts the others',
    async run(world) {
      copy(world).answer(stall);
      await Promise.all([1, 2, 3].map((i) => world.ask(`GET /few/${i}`)));

      const counts = await counted(world, 'few', 'sent', 1);
      assert.deepEqual([counts['sent'], counts['skipped_busy'], counts['in_flight']], [1, 2, 1]);
      assert.equal(copy(world).seen.length, 1);
    },
  },
  {
    name: 'lets no failure of copies be seen, and stops after some in a row',
    async run(world) {
      for (let i = 0; i < 8; i += 1) {
        assert.equal((await world.ask('GET /unreachable')).status, 200);
        await counted(world, 'unreachable', 'in_flight', 0);
      }
      const counts = await counted(world, 'unreachable', 'failed', 5);

      assert.deepEqual([counts['failed'], counts['skipped_unavailable'], counts['breaker']], [5, 3, 'open']);
      assert.equal(world.origin.seen.length, 8);
    },
  },
];
