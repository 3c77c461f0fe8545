import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { errorCode } from '../error-code.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

const filters = `
filters {
  filter "exact" { type "rate-limit"; max-rph 50; key "global" }
  filter "told" { type "rate-limit"; limit 2; window "1h"; algorithm "fixed-window"; key "header:X-Case" }
  filter "words" { type "rate-limit"; max-rph 1; key "header:X-Case"; message "Come back later."; status-code 503 }
  filter "delayed" { type "rate-limit"; max-rps 5; burst 1; on-limit "delay"; max-delay-ms 900 }
  filter "slow" { type "rate-limit"; max-rpm 6; burst 1; on-limit "delay"; max-delay-ms 30000 }
  filter "tenant" { type "rate-limit"; max-rph 1; key "header:X-Tenant" }
  filter "strict" { type "rate-limit"; max-rph 1; key "header:X-Tenant"; on-missing-key "reject" }
  filter "free" { type "rate-limit"; max-rph 1; key "header:X-Tenant"; on-missing-key "skip" }
  filter "key" { type "rate-limit"; max-rph 1; key "api-key" }
  filter "cookie" { type "rate-limit"; max-rph 1; key "cookie:sid+path" }
  filter "tiered" { type "rate-limit"; max-rph 1; key "header:X-Case"; tier-header "X-Plan"; tiers { tier "pro" { max-rph 3 } } }
  filter "watched" { type "rate-limit"; max-rph 1; key "global"; on-limit "log-only" }
  filter "wide" { type "rate-limit"; max-rph 4; key "header:X-Case" }
  filter "tight" { type "rate-limit"; max-rph 2; key "header:X-Case" }
}
observability { logging { access-log { file "stdout"; format "json" }; audit-log { file "stdout" } } }`;

const names = 'exact told words delayed slow tenant strict free key cookie tiered watched'.split(' ');

export const config = (ports: Ports) =>
  sentinel(ports, {
    system: 'trusted-proxies "127.0.0.1"',
    upstreams: upstream('app', [ports.a]),
    routes: [
      ...names.map((name) => prefixRoute(name, `/${name}`, 'app', `service-type "api"; filters "${name}"`)),
      prefixRoute('both', '/both', 'app', 'service-type "api"; filters "wide" "tight"'),
    ].join('\n'),
    more: `${filters}\n${ports.runtime.startsWith('workerd') ? '' : 'limits { max-connections-per-client 300 }'}`,
  });

const statuses = async (world: World, line: string, headers: readonly (readonly string[])[]) => {
  const seen: number[] = [];
  for (const each of headers) seen.push((await world.ask(line, { headers: each })).status);
  return seen;
};

const logged = (path: string, what: string) => (line: string) => line.includes(`"${path}"`) && line.includes(what);

export const cases: readonly Case[] = [
  {
    name: 'lets exactly as many through as the limit says, of 200 at once',
    async run(world) {
      const replies = await Promise.all(Array.from({ length: 200 }, () => world.ask('GET /exact')));

      assert.equal(replies.filter(({ status }) => status === 200).length, 50);
      assert.equal(replies.filter(({ status }) => status === 429).length, 150);
      assert.equal(world.allSeen.length, 50);
    },
  },
  {
    name: 'tells where the client stands, the same on success and refusal',
    async run(world) {
      const headers = ['X-Case: told'];
      const replies = [];
      for (let i = 0; i < 3; i += 1) replies.push(await world.ask('GET /told', { headers }));
      const told = replies.map((reply) => [
        field(reply, 'x-ratelimit-limit'),
        field(reply, 'x-ratelimit-remaining'),
        field(reply, 'ratelimit-policy'),
        field(reply, 'ratelimit')?.replace(/\d+$/, ''),
      ]);

      const policy = '"told";q=2;w=3600';
      assert.deepEqual(told, [
        ['2', '1', policy, '"told";r=1;t='],
        ['2', '0', policy, '"told";r=0;t='],
        ['2', '0', policy, '"told";r=0;t='],
      ]);
      const [first, , last] = replies;
      assert.equal(field(first!, 'retry-after'), undefined);
      const seconds = Number(field(last!, 'retry-after'));
      assert.ok(seconds >= 1 && seconds <= 3600, `${seconds}`);
      const resetIn = Number(field(last!, 'x-ratelimit-reset')) - Date.now() / 1000;
      assert.ok(Math.abs(resetIn - seconds) < 5, `${resetIn} against ${seconds}`);
      assert.equal(errorCode(last!), 'rate_limited');
    },
  },
  {
    name: 'puts its own word in place of what the upstream tells of limits',
    async run(world) {
      world.origin.answer(respond('200 OK', ['X-RateLimit-Limit: 9999']));
      const reply = await world.ask('GET /told', { headers: ['X-Case: upstream'] });

      assert.equal(field(reply, 'x-ratelimit-limit'), '2');
    },
  },
  {
    name: 'refuses with the status and the words of the configuration',
    async run(world) {
      const headers = ['X-Case: words'];
      await world.ask('GET /words', { headers });
      const reply = await world.ask('GET /words', { headers });

      assert.equal(reply.status, 503);
      assert.match(reply.text, /"Come back later\."/);
    },
  },
  {
    name: 'holds requests back until there is room, and refuses those that would wait too long',
    async run(world) {
      const startedAt = performance.now();
      const replies = await Promise.all(Array.from({ length: 20 }, () => world.ask('GET /delayed')));
      const tookMs = performance.now() - startedAt;

      // One at once, then one each 200 ms: as many of them as wait for less than 900 ms, however slowly they arrive.
      const passed = replies.filter(({ status }) => status === 200).length;
      const refused = replies.filter(({ status }) => status === 429).length;
      assert.equal(passed + refused, replies.length);
      assert.ok(passed >= 5 && refused > 0, `${passed} of ${replies.length}`);
      assert.ok(passed <= 2 + tookMs / 200, `${passed} in ${tookMs} ms`);
    },
  },
  {
    name: 'takes no turn for a client that leaves while it waits',
    async run(world) {
      await world.ask('GET /slow/1');
      const leaving = await world.start('GET /slow/left');
      // Nobody tells when it has begun to wait; it would for ten seconds.
      await new Promise((resolve) => setTimeout(resolve, 500));
      leaving.reset();
      const line = await world.subject.log.line(logged('/slow/left', '"status"'));

      assert.match(line, /"status":499/);
      assert.ok(!world.allSeen.some(({ target }) => target === '/slow/left'));
    },
  },
  {
    name: 'counts each value of a header by itself, and those without it by address',
    async run(world) {
      const asked = [['X-Tenant: a'], ['X-Tenant: b'], ['X-Tenant: a'], [], [], ['X-Tenant: ']];

      assert.deepEqual(await statuses(world, 'GET /tenant', asked), [200, 200, 429, 200, 429, 429]);
    },
  },
  {
    name: 'refuses requests without the key, or does not count them, where it is told to',
    async run(world) {
      const refused = await world.ask('GET /strict');
      assert.equal(refused.status, 400);
      assert.equal(errorCode(refused), 'limit_key_missing');
      assert.deepEqual(await statuses(world, 'GET /free', [[], [], []]), [200, 200, 200]);
    },
  },
  {
    name: 'counts by API key, wherever it stands',
    async run(world) {
      const asked = [['X-Api-Key: k1'], ['Authorization: Bearer k1'], ['Authorization: Bearer k2']];

      assert.deepEqual(await statuses(world, 'GET /key', asked), [200, 429, 200]);
    },
  },
  {
    name: 'counts by cookie and path together',
    async run(world) {
      const [one, two] = [['Cookie: a=1; sid=one'], ['Cookie: sid=two']];

      assert.deepEqual(await statuses(world, 'GET /cookie/a', [one, two, one]), [200, 200, 429]);
      assert.deepEqual(await statuses(world, 'GET /cookie/b', [one]), [200]);
    },
  },
  {
    name: 'gives a tier its own rate',
    async run(world) {
      const base = ['X-Case: base'];
      const pro = ['X-Case: base', 'X-Plan: pro'];

      assert.deepEqual(await statuses(world, 'GET /tiered', [base, base]), [200, 429]);
      assert.deepEqual(await statuses(world, 'GET /tiered', [pro, pro, pro, pro]), [200, 200, 200, 429]);
    },
  },
  {
    name: 'lets through what it only logs, and says so in both logs',
    async run(world) {
      await world.ask('GET /watched/1');
      const reply = await world.ask('GET /watched/2');

      assert.equal(reply.status, 200);
      assert.equal(field(reply, 'x-ratelimit-limit'), undefined);
      const audit = await world.subject.log.line(logged('/watched/2', 'rate_limit_exceeded'));
      assert.match(audit, /"action":"logged"/);
      assert.match(audit, /"limit":"watched"/);
    },
  },
  {
    name: 'writes down who was refused by which limit, without showing the key',
    async run(world) {
      const headers = ['X-Api-Key: very-secret-key'];
      await world.ask('GET /key/1', { headers });
      await world.ask('GET /key/2', { headers });
      const audit = await world.subject.log.line(logged('/key/2', 'rate_limit_exceeded'));

      assert.match(audit, /"action":"rejected"/);
      assert.match(audit, /"metadata":\{"limit":"key","key":"[0-9a-f]{32}"\}/);
      assert.ok(!audit.includes('very-secret-key'));
    },
  },
  {
    name: 'takes of all limits or of none, and tells of the tightest',
    async run(world) {
      const headers = ['X-Case: both'];
      const replies = [];
      for (let i = 0; i < 4; i += 1) replies.push(await world.ask('GET /both', { headers }));

      assert.deepEqual(
        replies.map(({ status }) => status),
        [200, 200, 429, 429],
      );
      assert.equal(field(replies[0]!, 'ratelimit'), '"tight";r=1;t=1800');
    },
  },
];
