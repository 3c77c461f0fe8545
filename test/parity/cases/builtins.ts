import assert from 'node:assert/strict';
import type { WholeReply } from '../../support/raw-client.ts';
import { field } from '../../support/raw-message.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

const builtin = (name: string) => `
  route "${name}" {
    matches { path "/${name}" }
    builtin-handler "${name}"
  }`;

export const config = (ports: Ports) =>
  sentinel(ports, {
    system: 'admin-token "open-sesame"',
    upstreams: upstream('app', [ports.a, ports.b]),
    routes: [
      ...['health', 'status', 'config', 'upstreams', 'not-found'].map(builtin),
      prefixRoute('all', '/app', 'app'),
    ].join('\n'),
  });

const contentOf = (reply: WholeReply) => JSON.parse(reply.text) as Record<string, unknown>;
const withToken = { headers: ['Authorization: Bearer open-sesame'] };

export const cases: readonly Case[] = [
  {
    name: 'answers 200 on the health page, and keeps it out of caches',
    async run(world) {
      const reply = await world.ask('GET /health');

      assert.equal(reply.status, 200);
      assert.equal(contentOf(reply)['status'], 'healthy');
      assert.match(field(reply, 'content-type')!, /^application\/json/);
      assert.match(field(reply, 'cache-control')!, /no-store/);
    },
  },
  {
    name: 'tells version, uptime and instance on the status page',
    async run(world) {
      const content = contentOf(await world.ask('GET /status'));

      assert.equal(content['status'], 'ok');
      assert.equal(typeof content['version'], 'string');
      assert.equal(typeof content['uptime_secs'], 'number');
      assert.equal(typeof content['instance_id'], 'string');
      assert.equal(content['runtime'], world.subject.runtime);
    },
  },
  {
    name: 'answers 401 on the pages of the inside without the token',
    async run(world) {
      for (const path of ['/config', '/upstreams']) {
        assert.equal((await world.ask(`GET ${path}`)).status, 401);
        assert.equal((await world.ask(`GET ${path}`, { headers: ['Authorization: Bearer open-sesam'] })).status, 401);
      }
    },
  },
  {
    name: 'shows the configuration to the holder of the token, without secrets',
    async run(world) {
      const reply = await world.ask('GET /config', withToken);

      assert.equal(reply.status, 200);
      assert.ok(reply.text.includes(`127.0.0.1:${world.origins[1]!.port}`));
      assert.ok(!reply.text.includes('open-sesame'));
    },
  },
  {
    name: 'shows the upstreams and their targets to the holder of the token',
    async run(world) {
      const content = contentOf(await world.ask('GET /upstreams', withToken));

      const [app] = content['upstreams'] as { id: string; targets: { address: string; status: string }[] }[];
      assert.equal(app!.id, 'app');
      assert.deepEqual(
        app!.targets.map(({ address, status }) => [address, status]),
        world.origins.slice(0, 2).map(({ port }) => [`127.0.0.1:${port}`, 'healthy']),
      );
    },
  },
  {
    name: 'answers 404 on the page for what is not there',
    async run(world) {
      assert.equal((await world.ask('GET /not-found')).status, 404);
    },
  },
  {
    name: 'answers HEAD on its pages',
    async run(world) {
      const reply = await world.ask('HEAD /health');

      assert.equal(reply.status, 200);
      assert.ok(Number(field(reply, 'content-length')) > 0);
    },
  },
  {
    name: 'puts the correlation id on its pages',
    async run(world) {
      const reply = await world.ask('GET /health', { headers: ['X-Correlation-Id: page-1'] });

      assert.equal(field(reply, 'x-correlation-id'), 'page-1');
    },
  },
];
