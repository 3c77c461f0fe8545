import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import type { Case, Ports } from '../case.ts';
import { errorCode } from '../error-code.ts';
import { routePerFilter, sentinel, upstream } from '../kdl.ts';

export const alsoByFetch = true;

const filters: Readonly<Record<string, string>> = {
  strip: 'type "strip-prefix"; prefixes "/strip"',
  pattern: 'type "url-rewrite"; path-regex "^/pattern/([a-z]+)/(?<id>[0-9]+)$"; replace-regex-match "/$<id>/of/$1"',
  moved: 'type "redirect"; path-regex "^/moved/(.+)$"; replace-regex-match "/new/$1"; status-code 301',
  closed: 'type "ip-access"; deny "198.51.100.0/24" "2001:db8::/32"; message "Not from there."',
  few: 'type "ip-access"; allow "203.0.113.0/24"',
  pause: 'type "maintenance"; retry-after-secs 120; bypass-secret "open sesame"; allow "203.0.113.9"',
  broken: 'type "fault"; abort-status 503; header "X-Chaos"',
  slow: 'type "fault"; delay-ms 20; abort-status 504',
};

export const config = (ports: Ports) =>
  sentinel(ports, {
    listener: 'trusted-proxies "127.0.0.1"',
    upstreams: upstream('app', [ports.a]),
    ...routePerFilter(filters, 'app'),
  });

const from = (address: string) => ({ headers: [`X-Forwarded-For: ${address}`] });

export const cases: readonly Case[] = [
  {
    name: 'a prefix is taken away, and the upstream told which',
    async run(world) {
      await world.ask('GET /strip/a%20b?q=1', { headers: ['X-Forwarded-Prefix: /forged'] });

      assert.equal(world.seen.target, '/a%20b?q=1');
      assert.equal(field(world.seen, 'x-forwarded-prefix'), '/strip');
    },
  },
  {
    name: 'what stays of a path begins with one slash, so that no upstream takes it for another host',
    async run(world) {
      for (const path of ['/strip//evil.test', '/strip/%2Fevil.test', '/strip/%5c/%2f../evil.test'])
        await world.ask(`GET ${path}`);

      assert.deepEqual(
        world.allSeen.map(({ target }) => target),
        ['/evil.test', '/evil.test', '/evil.test'],
      );
    },
  },
  {
    name: 'a pattern makes a new path of what its groups caught, and leaves others alone',
    async run(world) {
      await world.ask('GET /pattern/user/42?q=1');
      await world.ask('GET /pattern/user/x');

      const targets = world.allSeen.map(({ target }) => target);
      assert.deepEqual(targets, ['/42/of/user?q=1', '/pattern/user/x']);
    },
  },
  {
    name: 'a pattern sends elsewhere whom it matches',
    async run(world) {
      const reply = await world.ask('GET /moved/a/b?q=1', { host: 'old.test' });
      assert.equal(reply.status, 301);
      assert.match(field(reply, 'location')!, /^(http:\/\/old\.test)?\/new\/a\/b\?q=1$/);

      assert.equal((await world.ask('GET /moved')).status, 200);
    },
  },
  {
    name: 'addresses are refused and let through by lists',
    async run(world) {
      const refused = await world.ask('GET /closed', from('198.51.100.7'));
      assert.equal(refused.status, 403);
      assert.equal(errorCode(refused), 'access_denied');
      assert.equal((await world.ask('GET /closed', from('2001:db8::1'))).status, 403);
      assert.equal((await world.ask('GET /closed', from('::ffff:198.51.100.7'))).status, 403);
      assert.equal((await world.ask('GET /closed', from('203.0.113.7'))).status, 200);
      assert.equal((await world.ask('GET /few', from('203.0.113.7'))).status, 200);
      assert.equal((await world.ask('GET /few', from('198.51.100.7'))).status, 403);
      assert.equal(world.allSeen.length, 2);
    },
  },
  {
    name: 'maintenance is told to all but those who do the work',
    async run(world) {
      const reply = await world.ask('GET /pause');
      assert.equal(reply.status, 503);
      assert.equal(field(reply, 'retry-after'), '120');
      assert.equal(errorCode(reply), 'maintenance');

      assert.equal((await world.ask('GET /pause', from('203.0.113.9'))).status, 200);
      assert.equal((await world.ask('GET /pause', { headers: ['X-Maintenance-Bypass: open'] })).status, 503);
      assert.equal((await world.ask('GET /pause', { headers: ['X-Maintenance-Bypass: open sesame'] })).status, 200);
      assert.equal(field(world.allSeen[1]!, 'x-maintenance-bypass'), undefined);
    },
  },
  {
    name: 'failures are made on purpose',
    async run(world) {
      assert.equal((await world.ask('GET /broken')).status, 200);
      const failed = await world.ask('GET /broken', { headers: ['X-Chaos: 1'] });
      assert.equal(failed.status, 503);
      assert.equal(errorCode(failed), 'injected');

      assert.equal((await world.ask('GET /slow')).status, 504);
    },
  },
];
