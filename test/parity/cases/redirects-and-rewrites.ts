import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import type { Case, Ports } from '../case.ts';
import { routePerFilter, sentinel, upstream } from '../kdl.ts';

const filters: Readonly<Record<string, string>> = {
  'to-host': 'type "redirect"; hostname "new.test"; scheme "https"; status-code 301',
  'to-port': 'type "redirect"; scheme "http"; port 8081',
  'to-path': 'type "redirect"; replace-full-path "/welcome"; status-code 308',
  'to-prefix': 'type "redirect"; replace-prefix-match "/fresh"',
  'rewrite-path': 'type "url-rewrite"; replace-full-path "/only"',
  'rewrite-prefix': 'type "url-rewrite"; replace-prefix-match "/inner"',
  'strip-prefix': 'type "url-rewrite"; replace-prefix-match "/"',
  'rewrite-host': 'type "url-rewrite"; hostname "inner.test"',
};

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    ...routePerFilter(filters, 'app'),
  });

export const cases: readonly Case[] = [
  {
    name: 'redirects to another host and scheme, with path and query',
    async run(world) {
      const reply = await world.ask('GET /to-host/a%20b?x=1&y=%2F', { host: 'old.test:8080' });

      assert.equal(reply.status, 301);
      assert.equal(field(reply, 'location'), 'https://new.test/to-host/a%20b?x=1&y=%2F');
      assert.equal(world.allSeen.length, 0);
    },
  },
  {
    name: 'redirects to another port of the same host, with 302 unless told otherwise',
    async run(world) {
      const reply = await world.ask('GET /to-port', { host: 'old.test:8080' });

      assert.equal(reply.status, 302);
      assert.equal(field(reply, 'location'), 'http://old.test:8081/to-port');
    },
  },
  {
    name: 'redirects to another path',
    async run(world) {
      const reply = await world.ask('POST /to-path/deep', { host: 'old.test', body: 'x' });

      assert.equal(reply.status, 308);
      assert.match(field(reply, 'location')!, /^(http:\/\/old\.test)?\/welcome$/);
    },
  },
  {
    name: 'redirects to another prefix and keeps the rest',
    async run(world) {
      const reply = await world.ask('GET /to-prefix/a/b?q=1', { host: 'old.test' });

      assert.match(field(reply, 'location')!, /^(http:\/\/old\.test)?\/fresh\/a\/b\?q=1$/);
    },
  },
  {
    name: 'rewrites the whole path and keeps the query',
    async run(world) {
      await world.ask('GET /rewrite-path/x?q=1');

      assert.equal(world.seen.target, '/only?q=1');
    },
  },
  {
    name: 'rewrites the prefix of the route and keeps the rest',
    async run(world) {
      await world.ask('GET /rewrite-prefix/a%20b?q=1');
      await world.ask('GET /rewrite-prefix');

      assert.deepEqual(
        world.origin.seen.map(({ target }) => target.replace(/\/$/, '')),
        ['/inner/a%20b?q=1', '/inner'],
      );
    },
  },
  {
    name: 'takes the prefix of the route away',
    async run(world) {
      await world.ask('GET /strip-prefix/a/b');
      await world.ask('GET /strip-prefix');

      assert.deepEqual(
        world.origin.seen.map(({ target }) => target),
        ['/a/b', '/'],
      );
    },
  },
  {
    name: 'rewrites the host the upstream sees',
    async run(world) {
      await world.ask('GET /rewrite-host');

      assert.equal(field(world.seen, 'host'), 'inner.test');
      assert.equal(world.seen.target, '/rewrite-host');
    },
  },
];
