import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import type { Case, Ports } from '../case.ts';
import { namedRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    routes: [namedRoute('public', 'path-prefix "/public"'), namedRoute('admin', 'path-prefix "/admin"')].join('\n'),
  });

/** Which route took a path, and what the upstream was asked for. */
async function taken(world: World, target: string): Promise<[route: string | undefined, target: string | undefined]> {
  const reply = await world.ask(`GET ${target}`);
  return [field(reply, 'x-route'), world.origin.seen.at(-1)?.target];
}

export const cases: readonly Case[] = [
  {
    name: 'routes a path with dot segments by where it leads, and asks the upstream for no other',
    async run(world) {
      for (const target of [
        '/public/../admin/x',
        '/public/%2e%2e/admin/x',
        '/public/.%2E/admin/x',
        '/public/./../admin/x',
      ]) {
        const [route, asked] = await taken(world, target);
        assert.equal(route, 'admin', target);
        assert.equal(asked, '/admin/x', target);
      }
    },
  },
  {
    name: 'never leads a path above the root',
    async run(world) {
      assert.deepEqual(await taken(world, '/../../public/x'), ['public', '/public/x']);
    },
  },
  {
    name: 'routes an encoded letter like the letter itself',
    async run(world) {
      const [route] = await taken(world, '/%61dmin/x');

      assert.equal(route, 'admin');
    },
  },
  {
    name: 'takes an encoded slash for no border of a segment, and passes it on as it is',
    async run(world) {
      assert.deepEqual(await taken(world, '/public/a%2Fb'), ['public', '/public/a%2Fb']);
      assert.equal((await world.ask('GET /public%2Fx')).status, 404);
    },
  },
  {
    name: 'passes double slashes on as they are',
    async run(world) {
      assert.deepEqual(await taken(world, '/public//a///b'), ['public', '/public//a///b']);
    },
  },
  {
    name: 'passes encoded bytes on as they are, in either case',
    async run(world) {
      assert.deepEqual(await taken(world, '/public/%c3%BD%20%25'), ['public', '/public/%c3%BD%20%25']);
    },
  },
  {
    name: 'passes the query on to the letter',
    async run(world) {
      const query = "a=%2F&b=/../x&c=1+2&d='x'&e[]=;&=&f=%zz";
      assert.deepEqual(await taken(world, `/public?${query}`), ['public', `/public?${query}`]);
    },
  },
  {
    name: 'passes an empty query on',
    async run(world) {
      assert.deepEqual(await taken(world, '/public?'), ['public', '/public?']);
    },
  },
  {
    name: 'passes sub-delimiters and tildes of a path on as they are',
    async run(world) {
      const path = "/public/a;b=1,c@d:e!$&'()*+~._-";
      assert.deepEqual(await taken(world, path), ['public', path]);
    },
  },
  {
    name: 'refuses a path with bytes that have no place in one',
    async run(world) {
      for (const target of ['/public/%00', '/public/%0d%0aX: 1', '/public#fragment']) {
        const reply = await world.ask(`GET ${target.replace(' ', '%20')}`);
        assert.ok(reply.status === 400 || !world.allSeen.some((seen) => /%00|#/.test(seen.target)), target);
      }
    },
  },
  {
    name: 'never routes a backslash past a rule',
    async run(world) {
      const reply = await world.ask('GET /public\\..\\admin/x');

      const route = field(reply, 'x-route');
      const asked = world.origin.seen.at(-1)?.target;
      assert.ok(
        reply.status === 400 || route === 'admin' || asked?.includes('\\') || asked?.includes('%5C'),
        `${route} ${asked}`,
      );
    },
  },
];
