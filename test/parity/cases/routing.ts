import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import type { Case, Ports } from '../case.ts';
import { namedRoute, sentinel, upstream } from '../kdl.ts';
import type { Asking, World } from '../world.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    routes: [
      namedRoute('exact', 'path "/exact"'),
      namedRoute('prefix', 'path-prefix "/v2"'),
      namedRoute('slash', 'path-prefix "/slash/"'),
      namedRoute('longer', 'path-prefix "/v2/longer"'),
      namedRoute('regex', 'path-regex "^/v2/[0-9]+$"'),
      namedRoute('exact-in-regex', 'path "/v2/7"'),
      namedRoute('either', 'path "/one"; path "/two"; path-prefix "/three"'),
      namedRoute('tie-first', 'path "/tie"; header "X-One"'),
      namedRoute('tie-second', 'path "/tie"; header "X-Two"'),
      namedRoute('later', 'path "/twice"; header "X-One"', 'priority 10'),
      namedRoute('sooner', 'path "/twice"; method "GET"'),
      namedRoute('important', 'path-prefix "/loud"; header "X-One"', 'priority "high"'),
      namedRoute('specific', 'path "/loud/exact"'),
      namedRoute('readers', 'path "/methods"; method "GET" "HEAD"'),
      namedRoute('writers', 'path "/methods"; method "PUT"'),
      namedRoute('off', 'path "/off"', 'enabled #false'),
      namedRoute('beta', 'path "/header"; header "X-Channel" "beta"'),
      namedRoute('any-channel', 'path "/header"; header "X-Channel"'),
      namedRoute('no-channel', 'path "/header"'),
      namedRoute('red', 'path "/query"; query-param "colour" "deep red"'),
      namedRoute('any-colour', 'path "/query"; query-param "colour"'),
      namedRoute('no-colour', 'path "/query"'),
    ].join('\n'),
  });

async function routeOf(world: World, line: string, asking?: Asking): Promise<string | undefined> {
  return field(await world.ask(line, asking), 'x-route');
}

export const cases: readonly Case[] = [
  {
    name: 'takes an exact path for itself alone',
    async run(world) {
      assert.equal(await routeOf(world, 'GET /exact'), 'exact');
      assert.equal((await world.ask('GET /exact/')).status, 404);
      assert.equal((await world.ask('GET /Exact')).status, 404);
    },
  },
  {
    name: 'leaves the query out of the path it matches',
    async run(world) {
      assert.equal(await routeOf(world, 'GET /exact?a=1'), 'exact');
    },
  },
  {
    name: 'takes a path prefix on the border of a segment',
    async run(world) {
      assert.equal(await routeOf(world, 'GET /v2'), 'prefix');
      assert.equal(await routeOf(world, 'GET /v2/'), 'prefix');
      assert.equal(await routeOf(world, 'GET /v2/anything'), 'prefix');
      assert.equal((await world.ask('GET /v2example')).status, 404);
    },
  },
  {
    name: 'takes a prefix that ends in a slash as it is written',
    async run(world) {
      assert.equal(await routeOf(world, 'GET /slash/x'), 'slash');
      assert.equal((await world.ask('GET /slash')).status, 404);
    },
  },
  {
    name: 'prefers the longer prefix, wherever it stands',
    async run(world) {
      assert.equal(await routeOf(world, 'GET /v2/longer/x'), 'longer');
    },
  },
  {
    name: 'prefers a regular expression to a prefix, and an exact path to both',
    async run(world) {
      assert.equal(await routeOf(world, 'GET /v2/42'), 'regex');
      assert.equal(await routeOf(world, 'GET /v2/42x'), 'prefix');
      assert.equal(await routeOf(world, 'GET /v2/7'), 'exact-in-regex');
    },
  },
  {
    name: 'takes several paths of one route as alternatives',
    async run(world) {
      for (const path of ['/one', '/two', '/three/four']) assert.equal(await routeOf(world, `GET ${path}`), 'either');
    },
  },
  {
    name: 'prefers priority to specificity',
    async run(world) {
      assert.equal(await routeOf(world, 'GET /loud/exact', { headers: ['X-One: 1'] }), 'important');
      assert.equal(await routeOf(world, 'GET /loud/exact'), 'specific');
      assert.equal(await routeOf(world, 'GET /twice', { headers: ['X-One: 1'] }), 'sooner');
      assert.equal(await routeOf(world, 'PUT /twice', { headers: ['X-One: 1'], body: '' }), 'later');
    },
  },
  {
    name: 'takes the first of the file among routes of the same standing',
    async run(world) {
      assert.equal(await routeOf(world, 'GET /tie', { headers: ['X-Two: 1', 'X-One: 1'] }), 'tie-first');
      assert.equal(await routeOf(world, 'GET /tie', { headers: ['X-Two: 1'] }), 'tie-second');
    },
  },
  {
    name: 'takes several methods of one route as alternatives',
    async run(world) {
      assert.equal(await routeOf(world, 'GET /methods'), 'readers');
      assert.equal(await routeOf(world, 'HEAD /methods'), 'readers');
      assert.equal(await routeOf(world, 'PUT /methods', { body: 'x' }), 'writers');
    },
  },
  {
    name: 'answers 405 with the methods allowed when only the method keeps routes out',
    async run(world) {
      const reply = await world.ask('DELETE /methods');

      assert.equal(reply.status, 405);
      assert.deepEqual(field(reply, 'allow')?.split(', ').sort(), ['GET', 'HEAD', 'PUT']);
      assert.equal(world.allSeen.length, 0);
    },
  },
  {
    name: 'answers 404 when no route fits, without asking an upstream',
    async run(world) {
      const reply = await world.ask('GET /nowhere');

      assert.equal(reply.status, 404);
      assert.equal(world.allSeen.length, 0);
    },
  },
  {
    name: 'leaves a route out that is switched off',
    async run(world) {
      assert.equal((await world.ask('GET /off')).status, 404);
    },
  },
  {
    name: 'matches a header by value before presence before nothing',
    async run(world) {
      assert.equal(await routeOf(world, 'GET /header', { headers: ['x-channel: beta'] }), 'beta');
      assert.equal(await routeOf(world, 'GET /header', { headers: ['X-CHANNEL: other'] }), 'any-channel');
      assert.equal(await routeOf(world, 'GET /header'), 'no-channel');
    },
  },
  {
    name: 'compares header values to the letter',
    async run(world) {
      assert.equal(await routeOf(world, 'GET /header', { headers: ['X-Channel: Beta'] }), 'any-channel');
    },
  },
  {
    name: 'matches a query parameter by its decoded value before presence before nothing',
    async run(world) {
      assert.equal(await routeOf(world, 'GET /query?colour=deep%20red'), 'red');
      assert.equal(await routeOf(world, 'GET /query?x=1&colour=blue'), 'any-colour');
      assert.equal(await routeOf(world, 'GET /query?colour'), 'any-colour');
      assert.equal(await routeOf(world, 'GET /query?colours=1'), 'no-colour');
    },
  },
];
