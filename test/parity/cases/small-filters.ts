import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import { respond, respondBare } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { errorCode } from '../error-code.ts';
import { routePerFilter, sentinel, upstream } from '../kdl.ts';

export const alsoByFetch = true;

const filters: Readonly<Record<string, string>> = {
  basic: 'type "security-headers"',
  strict: 'type "security-headers"; preset "strict"; override #true; frame-options "off"',
  size: 'type "request-size"; max-size 10',
  named: 'type "request-id"; header "X-Call"',
  pages:
    'type "error-pages"; default-format "json"; intercept 404 503; pages { page 503 { message "Come back later." } }',
  told: 'type "log"; log-body #true',
};

export const config = (ports: Ports) =>
  sentinel(ports, {
    listener: 'trusted-proxies "127.0.0.1"',
    upstreams: upstream('app', [ports.a]),
    ...routePerFilter(filters, 'app'),
  });

export const cases: readonly Case[] = [
  {
    name: 'adds the headers that keep browsers from harm, and leaves those of the upstream',
    async run(world) {
      world.origin.answer(respond('200 OK', ['X-Frame-Options: DENY', 'X-Powered-By: old/1']));
      const reply = await world.ask('GET /basic');

      assert.equal(field(reply, 'x-content-type-options'), 'nosniff');
      assert.equal(field(reply, 'x-frame-options'), 'DENY');
      assert.equal(field(reply, 'x-powered-by'), undefined);
      assert.equal(field(reply, 'strict-transport-security'), undefined);
    },
  },
  {
    name: 'asks for HTTPS only over HTTPS',
    async run(world) {
      const reply = await world.ask('GET /strict', { headers: ['X-Forwarded-Proto: https'] });

      assert.equal(field(reply, 'strict-transport-security'), 'max-age=31536000');
      assert.equal(field(reply, 'x-frame-options'), undefined);
      assert.match(field(reply, 'content-security-policy')!, /frame-ancestors 'none'/);
    },
  },
  {
    name: 'refuses a body beyond the size of the filter, announced or not',
    async run(world) {
      world.origin.answer(async (call) => {
        await call.content();
        call.head('200 OK', ['Content-Length: 0']);
      });
      const announced = await world.ask('POST /size', { body: 'eleven bytes' });
      const client = await world.send(world.head('POST /size', { headers: ['Transfer-Encoding: chunked'] }));
      client.send('6\r\nsix is\r\n6\r\ntwelve\r\n0\r\n\r\n');
      const counted = await client.whole('POST');
      const small = await world.ask('POST /size', { body: 'ten bytes.' });

      assert.deepEqual([announced.status, counted.status, small.status], [413, 413, 200]);
    },
  },
  {
    name: 'gives a request one id for upstream, client and log',
    async run(world) {
      const reply = await world.ask('GET /named', { headers: ['X-Call: call-7', 'X-Request-Id: other'] });

      assert.equal(field(world.seen, 'x-call'), 'call-7');
      assert.equal(field(world.seen, 'x-correlation-id'), 'call-7');
      assert.equal(field(world.seen, 'x-request-id'), 'call-7');
      assert.equal(field(reply, 'x-call'), 'call-7');
      assert.equal(field(reply, 'x-correlation-id'), 'call-7');
    },
  },
  {
    name: 'makes an id where there is none, or none that can be one',
    async run(world) {
      const reply = await world.ask('GET /named', { headers: ['X-Call: no id at all'] });

      assert.match(field(reply, 'x-call')!, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.equal(field(world.seen, 'x-call'), field(reply, 'x-call'));
    },
  },
  {
    name: 'puts a page in the place of an error of the upstream',
    async run(world) {
      world.origin.answer(respond('503 Service Unavailable', ['Retry-After: 7', 'Set-Cookie: a=1'], 'inside out'));
      const reply = await world.ask('GET /pages');

      assert.equal(reply.status, 503);
      assert.equal(errorCode(reply), 'upstream_error');
      assert.match(reply.text, /Come back later\./);
      assert.equal(field(reply, 'retry-after'), '7');
      assert.equal(field(reply, 'set-cookie'), undefined);
    },
  },
  {
    name: 'puts a page in the place of an error without a body, and of none of the others',
    async run(world) {
      world.origin.answer(respondBare('404 Not Found', ['Content-Length: 0']));
      const missing = await world.ask('GET /pages');
      const head = await world.ask('HEAD /pages');
      world.origin.answer(respond('403 Forbidden', [], 'not you'));
      const refused = await world.ask('GET /pages');

      assert.equal(errorCode(missing), 'not_found');
      assert.deepEqual([head.status, field(head, 'content-type')], [404, 'application/json; charset=utf-8']);
      assert.equal(refused.text, 'not you');
    },
  },
  {
    name: 'writes a line for a request and one for its answer, without secrets',
    async run(world) {
      world.origin.answer(async (call) => {
        await call.content();
        call.head('200 OK', ['Content-Type: application/json', 'Content-Length: 19']);
        call.write('{"access_token":"t}');
      });
      await world.ask('POST /told?token=hide-me', {
        headers: ['Content-Type: application/json'],
        body: '{"password":"hide-me","name":"x"}',
      });
      const lines = ['request', 'response'].map((message) =>
        world.subject.log.line((line) => line.includes('/told') && line.includes(`"message":"${message}"`)),
      );
      const [request, response] = (await Promise.all(lines)).map(
        (line) => JSON.parse(line.slice(line.indexOf('{'))) as Readonly<Record<string, unknown>>,
      );

      assert.equal(request?.['query'], 'token=***');
      assert.equal(request?.['body'], '{"password":"***","name":"x"}');
      assert.equal(request?.['client_ip'], '127.0.0.1');
      assert.equal(response?.['status'], 200);
      assert.equal(response?.['body'], '{"access_token":"***"');
      assert.equal(response?.['trace_id'], request?.['trace_id']);
    },
  },
];
