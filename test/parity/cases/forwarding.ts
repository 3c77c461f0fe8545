import assert from 'node:assert/strict';
import { field, fields } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const config = (ports: Ports) => {
  const hostHeader = (value: string) => `host-header "${value}"`;
  return sentinel(ports, {
    upstreams: [
      upstream('app', [ports.a]),
      upstream('by-target', [ports.a], hostHeader('target')),
      upstream('fixed', [ports.a], hostHeader('inner.example:81')),
      upstream('kept', [ports.a], hostHeader('preserve')),
    ].join('\n'),
    routes: [
      prefixRoute('app', '/', 'app'),
      prefixRoute('by-target', '/by-target', 'by-target'),
      prefixRoute('fixed', '/fixed', 'fixed'),
      prefixRoute('kept', '/kept', 'kept'),
    ].join('\n'),
  });
};

export const cases: readonly Case[] = [
  {
    name: 'tells the upstream who asked, and how',
    async run(world) {
      await world.ask('GET /', { host: 'Site.Test:8080' });

      assert.equal(field(world.seen, 'x-forwarded-for'), '127.0.0.1');
      assert.equal(field(world.seen, 'x-forwarded-proto'), 'http');
      assert.equal(field(world.seen, 'x-forwarded-host')?.toLowerCase(), 'site.test:8080');
      assert.equal(field(world.seen, 'x-forwarded-by'), 'Sentinel');
    },
  },
  {
    name: 'tells the upstream the port the client used',
    async run(world) {
      await world.ask('GET /', { host: 'site.test:8080' });

      assert.match(field(world.seen, 'x-forwarded-port') ?? '', /^[0-9]+$/);
    },
  },
  {
    name: 'does not believe the forwarding fields of a peer it does not trust',
    async run(world) {
      await world.ask('GET /', {
        headers: [
          'X-Forwarded-For: 6.6.6.6',
          'X-Forwarded-For: 7.7.7.7',
          'X-Forwarded-Proto: https',
          'X-Forwarded-Host: evil.test',
          'X-Forwarded-Port: 666',
          'X-Real-IP: 6.6.6.6',
          'Forwarded: for=6.6.6.6;host=evil.test',
        ],
      });

      assert.deepEqual(fields(world.seen, 'x-forwarded-for'), ['127.0.0.1']);
      assert.equal(field(world.seen, 'x-forwarded-proto'), 'http');
      assert.equal(field(world.seen, 'x-forwarded-host'), 'sentinel.test');
      assert.notEqual(field(world.seen, 'x-forwarded-port'), '666');
      const sent = world.seen.lines.join('\n');
      assert.ok(!sent.includes('6.6.6.6') && !sent.includes('evil.test'), sent);
    },
  },
  {
    name: 'describes itself in Forwarded',
    async run(world) {
      await world.ask('GET /', { host: 'site.test:8080' });

      const forwarded = field(world.seen, 'forwarded') ?? '';
      assert.match(forwarded, /for="?127\.0\.0\.1"?/i);
      assert.match(forwarded, /proto=http\b/i);
      assert.match(forwarded, /host="site\.test:8080"/i);
    },
  },
  {
    name: 'adds itself to Via behind those that came before',
    async run(world) {
      await world.ask('GET /', { headers: ['Via: 1.0 before'] });

      const via = fields(world.seen, 'via').join(', ').split(', ');
      assert.equal(via[0], '1.0 before');
      assert.match(via.at(-1)!, /^1\.1 sentinel/i);
      assert.equal(via.length, 2);
    },
  },
  {
    name: 'sends the Host of the client to the upstream, once',
    async run(world) {
      for (const path of ['/', '/kept']) await world.ask(`GET ${path}`, { host: 'site.test:8080' });

      for (const seen of world.origin.seen) assert.deepEqual(fields(seen, 'host'), ['site.test:8080']);
    },
  },
  {
    name: 'sends the address of the target as Host where the upstream asks for it',
    async run(world) {
      await world.ask('GET /by-target', { host: 'site.test' });

      assert.equal(field(world.seen, 'host'), `127.0.0.1:${world.origin.port}`);
      assert.equal(field(world.seen, 'x-forwarded-host'), 'site.test');
    },
  },
  {
    name: 'sends a fixed Host where the upstream names one',
    async run(world) {
      await world.ask('GET /fixed', { host: 'site.test' });

      assert.equal(field(world.seen, 'host'), 'inner.example:81');
    },
  },
  {
    name: 'never sends the fields on that are for the inside alone',
    async run(world) {
      await world.ask('GET /', { headers: ['X-Internal-Token: guess', 'Authorization-Internal: guess'] });

      assert.deepEqual(fields(world.seen, 'x-internal-token'), []);
      assert.deepEqual(fields(world.seen, 'authorization-internal'), []);
    },
  },
  {
    name: 'gives requests ids of eleven letters and digits unless told otherwise',
    async run(world) {
      const reply = await world.ask('GET /');

      assert.match(field(reply, 'x-correlation-id')!, /^[1-9A-HJ-NP-Za-km-z]{11}$/);
    },
  },
  {
    name: 'adds no wishes of its own to a request',
    async run(world) {
      await world.ask('GET /');

      for (const name of ['accept', 'accept-encoding', 'accept-language', 'user-agent', 'content-type', 'cookie']) {
        assert.deepEqual(fields(world.seen, name), [], name);
      }
    },
  },
  {
    name: 'passes the fields of the upstream on as they are, and none twice',
    async run(world) {
      world.origin.answer(
        respond('200 OK', ['Date: Thu, 01 Jan 2026 00:00:00 GMT', 'Server: origin/1', 'ETag: W/"1"', 'Vary: Accept']),
      );
      const reply = await world.ask('GET /');

      assert.equal(field(reply, 'date'), 'Thu, 01 Jan 2026 00:00:00 GMT');
      assert.equal(field(reply, 'server'), 'origin/1');
      assert.equal(field(reply, 'etag'), 'W/"1"');
      assert.equal(field(reply, 'vary'), 'Accept');
    },
  },
  {
    name: 'passes redirects on instead of following them',
    async run(world) {
      world.origin.answer(respond('302 Found', ['Location: /elsewhere?x=1']));
      const reply = await world.ask('GET /');

      assert.equal(reply.status, 302);
      assert.equal(field(reply, 'location'), '/elsewhere?x=1');
      assert.equal(world.origin.seen.length, 1);
    },
  },
  {
    name: 'passes methods on that it does not know',
    async run(world) {
      for (const method of ['PROPFIND', 'REPORT', 'PATCH', 'OPTIONS']) {
        assert.equal((await world.ask(`${method} /`)).status, 200, method);
      }

      assert.deepEqual(
        world.origin.seen.map(({ method }) => method),
        ['PROPFIND', 'REPORT', 'PATCH', 'OPTIONS'],
      );
    },
  },
];
