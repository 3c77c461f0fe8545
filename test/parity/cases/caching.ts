import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import { respond, respondChunked } from '../../support/raw-origin-behaviours.ts';
import { until } from '../../support/until.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

const routes = [
  prefixRoute('own', '/own', 'app', 'cache { enabled #true; default-ttl-secs 60; stale-if-error-secs 60 }'),
  prefixRoute('guarded', '/guarded', 'app', 'cache { enabled #true }; filters "guard"'),
  prefixRoute('all', '/', 'app', 'cache { enabled #true; max-size-bytes 100000 }; priority "low"'),
].join('\n');

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    routes,
    more: `
      cache { status-header #true }
      filters { filter "guard" { type "concurrency"; key "header:X-Token"; limit 10; on-missing-key "reject" } }`,
  });

/** Each case has addresses of its own: what was kept in one must not answer in the next. */
let number = 0;
const address = (prefix = ''): string => `${prefix}/c${process.pid}-${number++}`;

const minute = 'Cache-Control: max-age=60';

/** Once the last byte is there for the client, it may take a moment until it is kept. */
async function untilKept(world: World, line: string): Promise<void> {
  await until(
    async () => /hit/.test(field(await world.ask(line), 'cache-status') ?? ''),
    () => line,
    10,
  );
}

export const cases: readonly Case[] = [
  {
    name: 'answers again from what is kept, with its age, and tells so',
    async run(world) {
      const path = address();
      world.origin.answer(respond('200 OK', [minute, 'ETag: "a"'], 'text'));
      const first = await world.ask(`GET ${path}`);
      assert.match(field(first, 'cache-status')!, /^sentinel; fwd=uri-miss; fwd-status=200; ttl=(?:59|60); stored$/);
      await untilKept(world, `GET ${path}`);
      const before = world.origin.seen.length;

      const again = await world.ask(`GET ${path}`);
      assert.equal(again.text, 'text');
      assert.match(field(again, 'age')!, /^\d+$/);
      assert.equal(field(again, 'etag'), '"a"');
      const head = await world.ask(`HEAD ${path}`);
      assert.equal(field(head, 'content-length'), '4');
      const unchanged = await world.ask(`GET ${path}`, { headers: ['If-None-Match: "a"'] });
      assert.equal(unchanged.status, 304);
      const part = await world.ask(`GET ${path}`, { headers: ['Range: bytes=1-2'] });
      assert.deepEqual([part.status, part.text, field(part, 'content-range')], [206, 'ex', 'bytes 1-2/4']);
      const other = await world.ask(`GET ${path}`, { host: 'other.example' });
      assert.equal(other.text, 'text');
      assert.equal(world.origin.seen.length, before + 1, 'another host is another address');
    },
  },
  {
    name: 'keeps a body of unknown length whole',
    async run(world) {
      const path = address();
      const chunks = Array.from({ length: 20 }, (_, at) => String(at % 10).repeat(1000));
      world.origin.answer(respondChunked(chunks, [minute]));
      assert.equal((await world.ask(`GET ${path}`)).text, chunks.join(''));
      await untilKept(world, `GET ${path}`);

      const kept = await world.ask(`GET ${path}`);
      assert.equal(kept.text, chunks.join(''));
      assert.equal(field(kept, 'content-length'), '20000');
    },
  },
  {
    name: 'sends on what is too large to keep, and keeps nothing of it',
    async run(world) {
      const path = address();
      const content = 'x'.repeat(300_000);
      world.origin.answer(respondChunked([content.slice(0, 200_000), content.slice(200_000)], [minute]));

      assert.equal((await world.ask(`GET ${path}`)).text.length, content.length);
      assert.equal((await world.ask(`GET ${path}`)).text.length, content.length);
      assert.equal(world.origin.seen.length, 2);
    },
  },
  {
    name: 'keeps variants apart',
    async run(world) {
      const path = address();
      const ask = async (language: string) =>
        (await world.ask(`GET ${path}`, { headers: [`Accept-Language: ${language}`] })).text;
      for (const language of ['de', 'en']) {
        world.origin.answer(respond('200 OK', [minute, 'Vary: Accept-Language'], language));
        assert.equal(await ask(language), language);
      }
      world.origin.answer(respond('200 OK', [], 'neither'));

      assert.deepEqual([await ask('de'), await ask('en'), await ask('fr')], ['de', 'en', 'neither']);
    },
  },
  {
    name: 'asks whether what is stale still holds',
    async run(world) {
      const path = address();
      world.origin.answer(respond('200 OK', ['Cache-Control: no-cache', 'ETag: "a"', 'X-State: one'], 'text'));
      await world.ask(`GET ${path}`);
      world.origin.answer(async (call) => {
        await call.content();
        if (field(call.request, 'if-none-match') === '"a"')
          call.head('304 Not Modified', ['ETag: "a"', 'X-State: two']);
        else call.head('200 OK', ['Content-Length: 0']);
      });

      const reply = await world.ask(`GET ${path}`);
      assert.deepEqual([reply.status, reply.text, field(reply, 'x-state')], [200, 'text', 'two']);
    },
  },
  {
    name: 'drops what an unsafe request has changed',
    async run(world) {
      const path = address();
      world.origin.answer(respond('200 OK', [minute], 'old'));
      await world.ask(`GET ${path}`);
      await untilKept(world, `GET ${path}`);
      world.origin.answer(respond('200 OK', [minute], 'new'));
      await world.ask(`POST ${path}`, { body: 'x' });

      assert.equal((await world.ask(`GET ${path}`)).text, 'new');
    },
  },
  {
    name: 'keeps nothing that is private, has cookies, or was for one who proved who they are',
    async run(world) {
      const rows: readonly [string[], string[]][] = [
        [['Cache-Control: private, max-age=60'], []],
        [[minute, 'Set-Cookie: a=b'], []],
        [[minute], ['Authorization: Basic YTpi']],
        [[minute], ['X-Original-URL: /evil']],
      ];
      for (const [answers, headers] of rows) {
        const path = address();
        world.origin.answer(respond('200 OK', answers, 'one'));
        await world.ask(`GET ${path}`, { headers });
        world.origin.answer(respond('200 OK', [], 'two'));
        assert.equal((await world.ask(`GET ${path}`)).text, 'two', answers.concat(headers).join());
      }
    },
  },
  {
    name: 'answers with what is stale while the origin fails, where the settings say so',
    async run(world) {
      const path = address('/own');
      world.origin.answer(respond('200 OK', ['ETag: "a"', 'Age: 100'], 'stale'));
      await world.ask(`GET ${path}`);
      world.origin.answer(respond('503 Service Unavailable', [], 'down'));

      const reply = await world.ask(`GET ${path}`);
      assert.deepEqual([reply.status, reply.text], [200, 'stale']);
      assert.match(field(reply, 'cache-status')!, /fwd=stale; .*ttl=-\d+; detail=stale-if-error/);
    },
  },
  {
    name: 'lets the filters of the route decide before it answers',
    async run(world) {
      const path = address('/guarded');
      world.origin.answer(respond('200 OK', [minute], 'text'));
      const headers = ['X-Token: a'];
      await world.ask(`GET ${path}`, { headers });
      await world.ask(`GET ${path}`, { headers });

      assert.equal((await world.ask(`GET ${path}`, { headers })).status, 200);
      assert.equal((await world.ask(`GET ${path}`)).status, 400);
    },
  },
  {
    name: 'fetches once for requests at the same time',
    async run(world) {
      const path = address();
      const gate = Promise.withResolvers<void>();
      world.origin.answer(async (call) => {
        await gate.promise;
        await respond('200 OK', [minute], 'shared')(call);
      });
      const clients = [];
      for (let i = 0; i < 4; i += 1) clients.push(await world.start(`GET ${path}`));
      await world.origin.request(0);
      await new Promise((resolve) => setTimeout(resolve, 100));
      gate.resolve();
      for (const client of clients) assert.equal((await client.whole()).text, 'shared');

      assert.equal(world.origin.seen.length, 1);
    },
  },
];
