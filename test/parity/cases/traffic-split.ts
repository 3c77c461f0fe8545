import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const alsoByFetch = true;

export const config = (ports: Ports) =>
  sentinel(ports, {
    listener: 'trusted-proxies "127.0.0.1"',
    upstreams: [upstream('app', [ports.a]), upstream('next', [ports.b])].join('\n'),
    routes: [
      prefixRoute('shown', '/shown', 'app', 'filters "shown"'),
      prefixRoute('half', '/half', 'app', 'filters "half"'),
    ].join('\n'),
    more: `filters {
      filter "shown" {
        type "traffic-split"
        split "canary" { upstream "next"; header "X-Canary" "yes"; cookie "canary" "yes" }
        response-header "X-Part"
      }
      filter "half" {
        type "traffic-split"
        split "canary" { upstream "next"; percent 50 }
        key "client-ip"
        sticky-cookie "part"
        response-header "X-Part"
      }
    }`,
  });

export const cases: readonly Case[] = [
  {
    name: 'who shows the header or cookie of a part goes there',
    async run(world) {
      const parts = [];
      for (const headers of [['X-Canary: yes'], ['X-Canary: no'], ['Cookie: a=b; canary=yes'], []]) {
        parts.push(field(await world.ask('POST /shown', { headers, body: 'x' }), 'x-part'));
      }

      assert.deepEqual(parts, ['canary', 'main', 'canary', 'main']);
    },
  },
  {
    name: 'clients are shared out, and each stays where it is',
    async run(world) {
      const seen = new Map<string, string | undefined>();
      for (let i = 0; i < 24; i += 1) {
        const address = `203.0.113.${i % 12}`;
        const reply = await world.ask('GET /half', { headers: [`X-Forwarded-For: ${address}`] });
        const part = field(reply, 'x-part');
        assert.ok(field(reply, 'set-cookie')?.startsWith(`part=${part};`));
        assert.equal(seen.get(address) ?? part, part);
        seen.set(address, part);
      }

      assert.deepEqual([...new Set(seen.values())].sort(), ['canary', 'main']);
    },
  },
  {
    name: 'a cookie keeps a client in its part',
    async run(world) {
      for (const part of ['canary', 'main']) {
        const reply = await world.ask('GET /half', { headers: [`Cookie: part=${part}`] });
        assert.equal(field(reply, 'x-part'), part);
        assert.equal(field(reply, 'set-cookie'), undefined);
      }
    },
  },
];
