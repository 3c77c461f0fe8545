import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const alsoByFetch = true;

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    routes: [
      prefixRoute('all', '/', 'app', 'filters "own"'),
      prefixRoute('open', '/open', 'app', 'filters "open"'),
    ].join('\n'),
    more: `filters {
      filter "open" { type "cors" }
      filter "own" {
        type "cors"
        allowed-origins "https://app.test" "https://*.team.test" "http://localhost:*"
        allowed-methods "GET" "PUT"
        exposed-headers "X-Total"
        allow-credentials #true
        max-age-secs 600
      }
    }`,
  });

const preflight = (origin: string) => ({
  headers: [`Origin: ${origin}`, 'Access-Control-Request-Method: PUT', 'Access-Control-Request-Headers: x-a,x-b'],
});

export const cases: readonly Case[] = [
  {
    name: 'answers what a browser asks beforehand, without the upstream',
    async run(world) {
      const reply = await world.ask('OPTIONS /', preflight('https://a.b.team.test'));

      assert.equal(reply.status, 204);
      assert.equal(field(reply, 'access-control-allow-origin'), 'https://a.b.team.test');
      assert.equal(field(reply, 'access-control-allow-methods'), 'GET, PUT');
      assert.equal(field(reply, 'access-control-allow-headers'), 'x-a, x-b');
      assert.equal(field(reply, 'access-control-allow-credentials'), 'true');
      assert.equal(field(reply, 'access-control-max-age'), '600');
      assert.match(field(reply, 'vary')!, /^Origin, Access-Control-Request-Method, /);
      assert.equal(world.allSeen.length, 0);
    },
  },
  {
    name: 'tells an origin that is not listed nothing',
    async run(world) {
      for (const origin of ['https://evil.test', 'https://team.test', 'https://app.test.evil.test', 'null']) {
        const asked = await world.ask('OPTIONS /', preflight(origin));
        const read = await world.ask('GET /', { headers: [`Origin: ${origin}`] });

        assert.equal(field(asked, 'access-control-allow-origin'), undefined, origin);
        assert.equal(field(read, 'access-control-allow-origin'), undefined, origin);
        assert.equal(field(read, 'vary'), 'Origin');
        assert.equal(read.text, 'ok');
      }
    },
  },
  {
    name: 'lets the pages of a listed origin read, whatever the upstream says of it',
    async run(world) {
      world.origin.answer(respond('200 OK', ['Access-Control-Allow-Origin: *', 'Vary: Accept'], 'ok'));
      const reply = await world.ask('GET /', { headers: ['Origin: http://localhost:5173'] });

      assert.equal(field(reply, 'access-control-allow-origin'), 'http://localhost:5173');
      assert.equal(field(reply, 'access-control-allow-credentials'), 'true');
      assert.equal(field(reply, 'access-control-expose-headers'), 'X-Total');
      assert.equal(field(reply, 'vary'), 'Accept, Origin');
    },
  },
  {
    name: 'lets pages read errors too',
    async run(world) {
      world.origin.answer(respond('500 Internal Server Error', [], 'broken'));
      const reply = await world.ask('GET /', { headers: ['Origin: https://app.test'] });

      assert.equal(reply.status, 500);
      assert.equal(field(reply, 'access-control-allow-origin'), 'https://app.test');
    },
  },
  {
    name: 'lets everybody read without cookies unless told otherwise',
    async run(world) {
      const reply = await world.ask('GET /open', { headers: ['Origin: https://any.test'] });

      assert.equal(field(reply, 'access-control-allow-origin'), '*');
      assert.equal(field(reply, 'access-control-allow-credentials'), undefined);
    },
  },
  {
    name: 'passes other OPTIONS on',
    async run(world) {
      const reply = await world.ask('OPTIONS /open', { headers: ['Origin: https://any.test'] });

      assert.equal(reply.text, 'ok');
      assert.equal(world.seen.method, 'OPTIONS');
    },
  },
];
