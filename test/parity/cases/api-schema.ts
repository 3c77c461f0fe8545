import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const alsoByFetch = true;

const document = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths: {
    '/api/orders/{id}': {
      get: {
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
          { name: 'tag', in: 'query', schema: { type: 'array', items: { type: 'string', maxLength: 3 } } },
          { name: 'session', in: 'cookie', schema: { type: 'string', format: 'uuid' } },
        ],
        responses: {
          200: {
            description: 'One',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/order' } } },
          },
        },
      },
    },
    '/api/orders': {
      post: {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/order' } } },
        },
        responses: { default: { description: 'Done' } },
      },
    },
    '/api/photos': {
      post: {
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: { $ref: '#/components/schemas/upload' },
              encoding: { photo: { contentType: 'image/*' } },
            },
          },
        },
        responses: { default: { description: 'Done' } },
      },
    },
  },
  components: {
    schemas: {
      upload: {
        type: 'object',
        required: ['title'],
        properties: {
          title: { type: 'string' },
          count: { type: 'integer' },
          photo: { type: 'string', format: 'binary', maxLength: 6 },
        },
      },
      order: {
        type: 'object',
        required: ['item'],
        properties: { item: { type: 'string', pattern: '^(a+)+$' }, count: { type: 'integer' } },
      },
    },
  },
});

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    routes: [
      prefixRoute(
        'api',
        '/api',
        'app',
        `api-schema { schema-content ##"${document}"##; strict-mode #true; validate-responses #true; max-body-size 2000 }`,
      ),
      prefixRoute('one', '/one', 'app', 'api-schema { request-schema { type "object"; required "mail" } }'),
    ].join('\n'),
  });

const json = ['Content-Type: application/json'];

export const cases: readonly Case[] = [
  {
    name: 'tells each thing that is wrong with a request, and where',
    async run(world) {
      const reply = await world.ask('GET /api/orders/x?tag=long&tag=ok', { headers: ['Cookie: session=1'] });
      const problem = JSON.parse(reply.text) as Problem;

      assert.equal(reply.status, 400);
      assert.equal(field(reply, 'content-type'), 'application/problem+json');
      assert.equal(problem.code, 'request_invalid');
      assert.deepEqual(problem.errors.map(told), [
        'path id # must be an integer',
        'query tag #/0 must have at most 3 characters',
        'cookie session # is not a UUID',
      ]);
      assert.equal(world.origin.seen.length, 0);
    },
  },
  {
    name: 'judges a body once it is complete, and sends it on as it came',
    async run(world) {
      const body = '{ "item": "aaaa", "count": 3 }';
      world.origin.answer(async (call) => {
        const content = await call.content();
        call.head('200 OK', [`Content-Length: ${content.length}`]);
        call.write(content);
      });
      const reply = await world.ask('POST /api/orders', { headers: json, body });

      assert.equal(reply.status, 200);
      assert.equal(reply.text, body);
    },
  },
  {
    name: 'refuses bodies that do not fit, in bounded time',
    async run(world) {
      const body = JSON.stringify({ item: `${'a'.repeat(1500)}!`, more: 1 });
      const reply = await world.ask('POST /api/orders', { headers: json, body });

      assert.deepEqual((JSON.parse(reply.text) as Problem).errors.map(told), [
        'body undefined #/item does not match the pattern',
      ]);
      const twice = await world.ask('POST /api/orders', { headers: json, body: '{"item":"a","item":"!"}' });
      assert.equal(twice.status, 400);
      assert.equal(world.origin.seen.length, 0);
    },
  },
  {
    name: 'judges the parts of a form, files among them, and sends it on as it came',
    async run(world) {
      world.origin.answer(async (call) => {
        const content = await call.content();
        call.head('200 OK', [`Content-Length: ${content.length}`]);
        call.write(content);
      });
      const form = (count: string, type: string, bytes: string): string =>
        [
          '--B\r\nContent-Disposition: form-data; name="title"\r\n\r\nA',
          `--B\r\nContent-Disposition: form-data; name="count"\r\n\r\n${count}`,
          `--B\r\nContent-Disposition: form-data; name="photo"; filename="p"\r\nContent-Type: ${type}\r\n\r\n${bytes}`,
          '--B--\r\n',
        ].join('\r\n');
      const send = (body: string) =>
        world.ask('POST /api/photos', { headers: ['Content-Type: multipart/form-data; boundary=B'], body });
      const good = form('3', 'image/png', '\x00\x81\r\n-');

      assert.equal((await send(good)).text, good);
      const wrong = JSON.parse((await send(form('x', 'image/png', '1234567'))).text) as Problem;
      assert.deepEqual(wrong.errors.map(told), [
        'body undefined #/count must be an integer',
        'body undefined #/photo must have at most 6 characters',
      ]);
      assert.equal((await send(form('3', 'text/html', 'x'))).status, 400);
      assert.equal((await send(`${good}more`)).status, 400);
      assert.equal(world.origin.seen.length, 1);
    },
  },
  {
    name: 'refuses other types, larger bodies, other methods and other paths',
    async run(world) {
      const answers = [
        await world.ask('POST /api/orders', { headers: ['Content-Type: text/xml'], body: '<a/>' }),
        await world.ask('POST /api/orders', { headers: json, body: `{"item":"${'a'.repeat(3000)}"}` }),
        await world.ask('GET /api/orders'),
        await world.ask('GET /api/others'),
      ];

      assert.deepEqual(
        answers.map(({ status }) => status),
        [415, 413, 405, 404],
      );
      assert.ok(answers.every((answer) => field(answer, 'content-type') === 'application/problem+json'));
      assert.equal(field(answers[2]!, 'allow'), 'POST');
      assert.equal(world.origin.seen.length, 0);
    },
  },
  {
    name: 'refuses answers that do not fit before a byte of them is sent, and tells the part alone',
    async run(world) {
      world.origin.answer(respond('200 OK', json, '{"item":"b","secret":"x"}'));
      const reply = await world.ask('GET /api/orders/7');

      assert.equal(reply.status, 502);
      assert.equal(field(reply, 'content-type'), 'application/problem+json');
      const problem = JSON.parse(reply.text) as Problem;
      assert.equal(problem.code, 'response_invalid');
      assert.deepEqual(problem.errors, [{ in: 'body' }]);
      assert.doesNotMatch(reply.text, /secret|pattern/);
    },
  },
  {
    name: 'lets answers pass that fit',
    async run(world) {
      world.origin.answer(respond('200 OK', json, '{"item":"a"}'));
      const reply = await world.ask('GET /api/orders/7', { headers: ['Accept-Encoding: gzip', 'Range: bytes=0-1'] });

      assert.equal(reply.text, '{"item":"a"}');
      assert.equal(reply.status, 200);
    },
  },
  {
    name: 'judges bodies by a schema that is written in the configuration',
    async run(world) {
      const refused = await world.ask('POST /one', { headers: json, body: '{}' });
      const taken = await world.ask('POST /one', { headers: json, body: '{"mail":1}' });

      assert.deepEqual([refused.status, taken.status], [400, 200]);
      assert.equal((await world.ask('GET /one')).status, 200);
    },
  },
];

interface Problem {
  readonly code: string;
  readonly errors: readonly Readonly<Record<string, string>>[];
}

function told({ in: where, name, pointer, detail }: Readonly<Record<string, string>>): string {
  return `${where} ${name} ${pointer} ${detail}`;
}
