import assert from 'node:assert/strict';
import { field, fields } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { errorCode } from '../error-code.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: [upstream('app', [ports.a]), upstream('dead', [ports.refused])].join('\n'),
    routes: [
      prefixRoute('app', '/app', 'app'),
      prefixRoute('web', '/web', 'dead', 'service-type "web"'),
      prefixRoute('api', '/api', 'dead', 'service-type "api"'),
      prefixRoute('text', '/text', 'dead', 'error-pages { default-format "text" }'),
      prefixRoute(
        'custom',
        '/custom',
        'dead',
        `error-pages {
          default-format "json"
          page 502 { format "html"; template "<p>{{status}} {{message}} {{request_id}}</p>"; message "Back soon & sorry"; headers { Retry-After "120" } }
        }`,
      ),
    ].join('\n'),
  });

const typeOf = (reply: Parameters<typeof field>[0]) => field(reply, 'content-type')?.split(';')[0];

export const cases: readonly Case[] = [
  {
    name: 'answers in JSON with code and id when asked for JSON',
    async run(world) {
      const reply = await world.ask('GET /web', { headers: ['Accept: application/json', 'X-Correlation-Id: id-1'] });

      assert.equal(reply.status, 502);
      assert.equal(typeOf(reply), 'application/json');
      assert.equal(errorCode(reply), 'upstream_refused');
      assert.ok(reply.text.includes('id-1'));
      assert.equal(field(reply, 'x-correlation-id'), 'id-1');
    },
  },
  {
    name: 'answers in HTML when asked for HTML',
    async run(world) {
      const reply = await world.ask('GET /api', {
        headers: ['Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.1'],
      });

      assert.equal(typeOf(reply), 'text/html');
      assert.match(reply.text, /<html/i);
      assert.match(reply.text, /502/);
    },
  },
  {
    name: 'answers in plain text when asked for plain text',
    async run(world) {
      const reply = await world.ask('GET /web', { headers: ['Accept: text/plain'] });

      assert.equal(typeOf(reply), 'text/plain');
      assert.match(reply.text, /502/);
    },
  },
  {
    name: 'answers in the format of the kind of service when the client does not mind',
    async run(world) {
      assert.equal(typeOf(await world.ask('GET /api')), 'application/json');
      assert.equal(typeOf(await world.ask('GET /web', { headers: ['Accept: */*'] })), 'text/html');
      assert.equal(typeOf(await world.ask('GET /text')), 'text/plain');
    },
  },
  {
    name: 'says how long its answer is, and that nobody may keep it',
    async run(world) {
      const reply = await world.ask('GET /api');

      assert.equal(field(reply, 'content-length'), String(reply.content.length));
      assert.match(field(reply, 'cache-control') ?? '', /no-store/);
      assert.equal(reply.ending, 'complete');
    },
  },
  {
    name: 'answers HEAD with the fields of its answer and without the body',
    async run(world) {
      const client = await world.start('HEAD /nowhere');
      const reply = await client.whole('HEAD');
      assert.equal(reply.status, 404);
      assert.ok(Number(field(reply, 'content-length')) > 0);

      client.send(world.head('GET /app'));
      assert.equal((await client.whole()).text, 'ok');
    },
  },
  {
    name: 'never lets a request write into its pages',
    async run(world) {
      const reply = await world.ask('GET /web/%3Cscript%3Ealert(1)%3C/script%3E?<b>', {
        headers: ['Accept: text/html', 'X-Correlation-Id: "><script>', 'User-Agent: <script>'],
      });

      assert.ok(reply.status >= 400);
      assert.ok(!/<script>|<b>/i.test(reply.text), reply.text);
    },
  },
  {
    name: 'tells the client nothing of the inside',
    async run(world) {
      const reply = await world.ask('GET /api');

      assert.ok(!/127\.0\.0\.1|ECONN|node:|\.ts/.test(reply.text), reply.text);
    },
  },
  {
    name: 'answers with the page the route has for a status',
    async run(world) {
      const reply = await world.ask('GET /custom', { headers: ['X-Correlation-Id: id-2'] });

      assert.equal(reply.status, 502);
      assert.equal(typeOf(reply), 'text/html');
      assert.match(reply.text, /^<p>502 Back soon &amp; sorry id-2<\/p>\s*$/);
      assert.equal(field(reply, 'retry-after'), '120');
    },
  },
  {
    name: 'leaves the errors of the upstream as they are',
    async run(world) {
      world.origin.answer(respond('404 Not Found', ['Content-Type: text/x-own', 'X-Of-Origin: yes'], 'own page'));
      const reply = await world.ask('GET /app');

      assert.equal(reply.status, 404);
      assert.equal(field(reply, 'content-type'), 'text/x-own');
      assert.equal(field(reply, 'x-of-origin'), 'yes');
      assert.equal(reply.text, 'own page');
    },
  },
  {
    name: 'keeps the connection after an answer of its own',
    async run(world) {
      const client = await world.start('GET /nowhere');
      assert.equal((await client.whole()).status, 404);
      client.send(world.head('GET /app'));

      assert.equal((await client.whole()).status, 200);
    },
  },
  {
    name: 'answers with a reason that fits the status',
    async run(world) {
      assert.equal((await world.ask('GET /nowhere')).reason, 'Not Found');
      assert.equal((await world.ask('GET /api')).reason, 'Bad Gateway');
      assert.deepEqual(fields(await world.ask('GET /nowhere'), 'x-route'), []);
    },
  },
];
