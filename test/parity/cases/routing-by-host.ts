import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import type { Case, Ports } from '../case.ts';
import { namedRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    listener: 'default-route "otherwise"',
    routes: [
      namedRoute('otherwise', 'path "/never-by-itself"'),
      namedRoute('exact', 'host "exact.test"'),
      namedRoute('wildcard', 'host "*.wild.test"'),
      namedRoute('inner', 'host "inner.wild.test"'),
      namedRoute('regex', String.raw`host "^r[0-9]+\\.re\\.test$"`),
      namedRoute('either', 'host "left.test"; host "right.test"'),
      namedRoute('host-and-path', 'host "exact.test"; path-prefix "/deep"'),
    ].join('\n'),
  });

async function routeFor(world: World, host: string, path = '/'): Promise<string | undefined> {
  return field(await world.ask(`GET ${path}`, { host }), 'x-route');
}

export const cases: readonly Case[] = [
  {
    name: 'matches a host whatever its case and port',
    async run(world) {
      for (const host of ['exact.test', 'EXACT.Test', 'exact.test:8080']) {
        assert.equal(await routeFor(world, host), 'exact');
      }
    },
  },
  {
    name: 'matches a wildcard at any depth, never the bare domain or a look-alike',
    async run(world) {
      assert.equal(await routeFor(world, 'a.wild.test'), 'wildcard');
      assert.equal(await routeFor(world, 'a.b.wild.test:8443'), 'wildcard');
      assert.equal(await routeFor(world, 'wild.test'), 'otherwise');
      assert.equal(await routeFor(world, 'xwild.test'), 'otherwise');
    },
  },
  {
    name: 'prefers an exact host to a wildcard',
    async run(world) {
      assert.equal(await routeFor(world, 'inner.wild.test'), 'inner');
    },
  },
  {
    name: 'matches a host by a regular expression',
    async run(world) {
      assert.equal(await routeFor(world, 'r12.re.test'), 'regex');
      assert.equal(await routeFor(world, 'rx.re.test'), 'otherwise');
    },
  },
  {
    name: 'takes several hosts of one route as alternatives',
    async run(world) {
      assert.equal(await routeFor(world, 'left.test'), 'either');
      assert.equal(await routeFor(world, 'right.test'), 'either');
    },
  },
  {
    name: 'asks for host and path both when a route names both',
    async run(world) {
      assert.equal(await routeFor(world, 'exact.test', '/deep/x'), 'host-and-path');
      assert.equal(await routeFor(world, 'other.test', '/deep/x'), 'otherwise');
    },
  },
  {
    name: 'sends what no route takes to the default route of the listener',
    async run(world) {
      assert.equal(await routeFor(world, 'unknown.test', '/anything'), 'otherwise');
    },
  },
  {
    name: 'takes the host of an absolute request target over the Host field',
    differs: { workerd: 'http-parser' },
    async run(world) {
      const reply = await world.ask('GET http://exact.test/x?y=1', { host: 'other.test' });

      assert.equal(field(reply, 'x-route'), 'exact');
      assert.equal(world.seen.target, '/x?y=1');
    },
  },
];
