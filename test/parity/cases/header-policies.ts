import assert from 'node:assert/strict';
import { field, fields } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

const edits = `
  rename { X-Old "X-New" }
  set { X-Set "set" }
  add { X-Added "added" }
  remove "X-Removed" "X-Also-Removed"`;

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    routes: [
      prefixRoute(
        'policies',
        '/policies',
        'app',
        `policies { request-headers { ${edits} }; response-headers { ${edits} } }`,
      ),
      prefixRoute('both', '/both', 'app', 'filters "both"'),
      prefixRoute('in', '/in', 'app', 'filters "in"'),
      prefixRoute('out', '/out', 'app', 'filters "out"'),
      prefixRoute('order', '/order', 'app', 'filters "first" "second"'),
    ].join('\n'),
    more: `filters {
      filter "both" { type "headers"; phase "both"; ${edits} }
      filter "in" { type "headers"; set { X-Phase "request" } }
      filter "out" { type "headers"; phase "response"; set { X-Phase "response" } }
      filter "first" { type "headers"; set { X-Last "first" } }
      filter "second" { type "headers"; set { X-Last "second" } }
    }`,
  });

const sent = ['X-Old: 1', 'X-Set: before', 'X-Added: before', 'X-Removed: 1', 'X-Also-Removed: 2'];

function assertEdited(message: Parameters<typeof fields>[0]): void {
  assert.deepEqual(fields(message, 'x-old'), []);
  assert.deepEqual(fields(message, 'x-new'), ['1']);
  assert.deepEqual(fields(message, 'x-set'), ['set']);
  assert.deepEqual(fields(message, 'x-added').join(', '), 'before, added');
  assert.deepEqual(fields(message, 'x-removed'), []);
  assert.deepEqual(fields(message, 'x-also-removed'), []);
}

export const cases: readonly Case[] = [
  {
    name: 'renames, sets, adds and removes fields on the way to the upstream by policy',
    async run(world) {
      await world.ask('GET /policies', { headers: sent });

      assertEdited(world.seen);
    },
  },
  {
    name: 'renames, sets, adds and removes fields on the way to the client by policy',
    async run(world) {
      world.origin.answer(respond('200 OK', sent));

      assertEdited(await world.ask('GET /policies'));
    },
  },
  {
    name: 'edits both ways by a headers filter for both',
    async run(world) {
      world.origin.answer(respond('200 OK', sent));
      const reply = await world.ask('GET /both', { headers: sent });

      assertEdited(world.seen);
      assertEdited(reply);
    },
  },
  {
    name: 'edits requests alone by a headers filter without a phase',
    async run(world) {
      const reply = await world.ask('GET /in');

      assert.equal(field(world.seen, 'x-phase'), 'request');
      assert.equal(field(reply, 'x-phase'), undefined);
    },
  },
  {
    name: 'edits answers alone by a headers filter for answers',
    async run(world) {
      const reply = await world.ask('GET /out');

      assert.equal(field(world.seen, 'x-phase'), undefined);
      assert.equal(field(reply, 'x-phase'), 'response');
    },
  },
  {
    name: 'runs filters in the order of the route',
    async run(world) {
      await world.ask('GET /order');

      assert.equal(field(world.seen, 'x-last'), 'second');
    },
  },
];
