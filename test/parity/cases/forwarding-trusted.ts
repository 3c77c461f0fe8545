import assert from 'node:assert/strict';
import { field, fields } from '../../support/raw-message.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    listener: 'trusted-proxies "127.0.0.0/8" "10.0.0.0/8"',
    upstreams: upstream('app', [ports.a]),
    routes: prefixRoute('all', '/', 'app'),
    more: 'observability { logging { access-log { file "stdout" } } }',
  });

export const cases: readonly Case[] = [
  {
    name: 'adds a trusted peer behind the addresses it tells of',
    async run(world) {
      await world.ask('GET /', { headers: ['X-Forwarded-For: 203.0.113.9'] });

      const addresses = fields(world.seen, 'x-forwarded-for').join(', ').split(', ');
      assert.equal(addresses[0], '203.0.113.9');
      assert.equal(addresses.at(-1), '127.0.0.1');
    },
  },
  {
    name: 'believes a trusted peer about scheme and host',
    async run(world) {
      await world.ask('GET /', { headers: ['X-Forwarded-Proto: https', 'X-Forwarded-Host: public.test'] });

      assert.equal(field(world.seen, 'x-forwarded-proto'), 'https');
      assert.equal(field(world.seen, 'x-forwarded-host'), 'public.test');
    },
  },
  {
    name: 'takes the last address that is not a trusted proxy for the client',
    async run(world) {
      await world.ask('GET /who', { headers: ['X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.0.0.7'] });

      const line = await world.subject.log.line((text) => text.includes('/who'));
      assert.ok(line.includes('203.0.113.9'), line);
      assert.ok(!line.includes('"6.6.6.6"'), line);
    },
  },
  {
    name: 'keeps what a trusted peer wrote in Forwarded and adds to it',
    async run(world) {
      await world.ask('GET /', { headers: ['Forwarded: for=203.0.113.9;proto=https'] });

      const forwarded = fields(world.seen, 'forwarded').join(', ');
      assert.match(forwarded, /^for=203\.0\.113\.9;proto=https, *for="?127\.0\.0\.1/i);
    },
  },
];
