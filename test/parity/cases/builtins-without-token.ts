import assert from 'node:assert/strict';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

const builtin = (name: string) => `
  route "${name}" {
    matches { path "/${name}" }
    builtin-handler "${name}"
  }`;

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    routes: [builtin('config'), builtin('upstreams'), prefixRoute('all', '/app', 'app')].join('\n'),
  });

export const cases: readonly Case[] = [
  {
    name: 'shows the inside without a token to this machine alone, where it can tell',
    differs: { workerd: 'no-loopback' },
    async run(world) {
      for (const path of ['/config', '/upstreams']) {
        assert.equal((await world.ask(`GET ${path}`, { host: `127.0.0.1:${world.subject.port}` })).status, 200);
        assert.equal((await world.ask(`GET ${path}`, { host: 'localhost' })).status, 200);
      }
    },
    async otherwise(world) {
      assert.equal((await world.ask('GET /config', { host: `127.0.0.1:${world.subject.port}` })).status, 404);
    },
  },
  {
    name: 'does not show the inside under a name that another could have chosen',
    async run(world) {
      for (const path of ['/config', '/upstreams']) {
        assert.equal((await world.ask(`GET ${path}`, { host: 'rebound.test' })).status, 404);
      }
    },
  },
];
