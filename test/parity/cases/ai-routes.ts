import assert from 'node:assert/strict';
import { chat, json, logged, messages, play, saidIn } from '../../support/ai/ai-world.ts';
import { provider } from '../../support/ai/play.ts';
import { field } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

const provides = (settings: string) => `inference { ${settings} }`;

export const alsoByFetch = true;

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: [
      upstream('a', [ports.a], provides('provider "openai"; api-key "key-of-a"')),
      upstream('b', [ports.b], provides('path-prefix "/b"; strip-prefix "/models"')),
      upstream('c', [ports.c]),
    ].join('\n'),
    routes: [
      prefixRoute(
        'models',
        '/models',
        'c',
        'inference { model-routing { model "*mini*" upstream="b" as="tiny"; model "GPT-*" upstream="a" } }',
      ),
      prefixRoute('unnamed', '/unnamed', 'c', 'inference { }'),
      prefixRoute('any', '/', 'a', 'inference { }'),
    ].join('\n'),
    more: 'observability { logging { access-log { file "stdout"; format "json" } } }',
  });

/** Of what an origin wrote, what belongs to bodies: chunks are written once more with their sizes, and heads before them. */
function bodiesIn(written: readonly Buffer[]): Buffer[] {
  const isHead = (bytes: Buffer) => bytes.subarray(0, 5).equals(Buffer.from('HTTP/'));
  const isChunked = written.some((bytes) => isHead(bytes) && bytes.includes('chunked'));
  const isFramed = (bytes: Buffer) => /^[0-9a-f]+\r\n/.test(bytes.subarray(0, 12).toString('latin1'));
  return written.filter((bytes) => !isHead(bytes) && !(isChunked && isFramed(bytes)));
}

export const cases: readonly Case[] = [
  {
    name: 'leads to a target by the path here, not by its address',
    async run(world) {
      const origin = world.origins[1]!;
      origin.answer(respond('303 See Other', [`Location: http://127.0.0.1:${origin.port}/b/v1/jobs/7?x=1`]));
      const reply = await chat(world, { model: 'mini' }, '/models/v1/chat/completions');

      assert.deepEqual([reply.status, field(reply, 'location')], [303, '/models/v1/jobs/7?x=1']);
    },
  },
  {
    name: 'hands the bytes of a request on, with the key of the upstream in the place of the client’s',
    async run(world) {
      const [a] = play(world);
      const body = '{ "model" : "gpt-4o","messages":[ ],"n":1.0, "big":12345678901234567890 }';
      const headers = [...json, 'Authorization: Bearer of-the-client', 'X-Api-Key: of-the-client'];
      const reply = await world.ask('POST /v1/chat/completions?key=of-the-client&x=1', { headers, body });

      assert.equal(reply.status, 200);
      assert.equal(String(a![0]!.content), body);
      assert.equal(a![0]!.headers.get('authorization'), 'Bearer key-of-a');
      assert.equal(a![0]!.headers.has('x-api-key'), false);
      assert.equal(a![0]!.path, '/v1/chat/completions?x=1');
    },
  },
  {
    name: 'streams without the usage that it asked for itself, and logs it',
    async run(world) {
      const [a] = play(world, { pieces: ['Hel', 'lo'], usage: { input: 11, output: 22 } });
      const reply = await chat(world, { stream: true }, '/logged/chat/completions');

      assert.equal(saidIn(reply.text), 'Hello');
      assert.match(reply.text, /data: \[DONE\]\n\n$/);
      assert.doesNotMatch(reply.text, /prompt_tokens/);
      assert.equal(field(reply, 'x-accel-buffering'), 'no');
      assert.equal(field(reply, 'content-encoding'), undefined);
      assert.deepEqual(a![0]!.json['stream_options'], { include_usage: true });
      const line = await logged(world, '/logged/chat/completions');
      assert.deepEqual(
        [line['model'], line['input_tokens'], line['output_tokens'], line['tokens_source'], line['inference_outcome']],
        ['gpt-4o', 11, 22, 'reported', 'completed'],
      );
    },
  },
  {
    name: 'delivers each event when it comes, whatever bytes it is cut into',
    async run(world) {
      play(world, { split: (bytes) => Array.from({ length: bytes.length }, (_, i) => bytes.subarray(i, i + 1)) });
      const reply = await chat(world, { stream: true });

      assert.equal(saidIn(reply.text), 'Hello, world!');
      assert.equal(reply.ending, 'complete');
    },
  },
  {
    name: 'reads streams that come compressed though nobody asked for it',
    async run(world) {
      play(world, { encoding: 'gzip' });
      const reply = await chat(world, { stream: true });

      assert.equal(field(reply, 'content-encoding'), undefined);
      assert.equal(saidIn(reply.text), 'Hello, world!');
    },
  },
  {
    name: 'routes by the model of the body, whatever its case, and writes the name that is used there',
    async run(world) {
      const [a, b, c] = play(world);
      for (const model of ['gpt-4o', 'GPT-4o-mini', 'claude']) await chat(world, { model }, '/models/chat/completions');

      assert.deepEqual(
        [a, b, c].map((books) => books!.map(({ model, path }) => `${model} ${path}`)),
        [['gpt-4o /models/chat/completions'], ['tiny /b/chat/completions'], ['claude /models/chat/completions']],
      );
    },
  },
  {
    name: 'speaks every dialect, whole and in streams, to the byte',
    async run(world) {
      for (const [path, body] of [
        ['/v1/completions', { model: 'm', prompt: 'x' }],
        ['/v1/responses', { model: 'm', input: 'x' }],
        ['/v1/responses', { model: 'm', input: 'x', stream: true }],
        ['/v1/embeddings', { model: 'm', input: 'x' }],
        ['/v1/messages', { model: 'm', max_tokens: 9, messages }],
        ['/v1/messages', { model: 'm', max_tokens: 9, messages, stream: true }],
        ['/v1/messages/count_tokens', { model: 'm', messages }],
        ['/v1beta/models/g:generateContent', { contents: [{ parts: [{ text: 'x' }] }] }],
        ['/v1beta/models/g:streamGenerateContent', { contents: [{ parts: [{ text: 'x' }] }] }],
        ['/v1beta/models/g:streamGenerateContent?alt=sse', { contents: [{ parts: [{ text: 'x' }] }] }],
      ] as const) {
        const sent: Buffer[] = [];
        world.origins[2]!.answer(async (call) => {
          for (const name of ['chunk', 'write'] as const) {
            const own = call[name].bind(call);
            call[name] = (bytes) => {
              sent.push(Buffer.from(bytes as Uint8Array));
              own(bytes);
            };
          }
          await provider()(call);
        });
        const reply = await world.ask(`POST /unnamed${path}`, { headers: json, body: JSON.stringify(body) });

        assert.equal(reply.status, 200, path);
        assert.equal(reply.content.toString(), Buffer.concat(bodiesIn(sent)).toString(), path);
        assert.equal(reply.ending, 'complete', path);
      }
    },
  },
  {
    name: 'asks a provider in no other API than its own',
    async run(world) {
      const [a] = play(world);
      const body = JSON.stringify({ contents: [{ parts: [{ text: 'x' }] }] });
      const reply = await world.ask('POST /v1beta/models/m:generateContent', { headers: json, body });

      assert.equal(reply.status, 400);
      assert.equal(JSON.parse(reply.text).error.code, 400);
      assert.equal(a!.length, 0);
    },
  },
  {
    name: 'hands on what is asked without a body, such as the list of models',
    async run(world) {
      play(world);
      const reply = await world.ask('GET /v1/models');

      assert.equal(JSON.parse(reply.text).object, 'list');
    },
  },
];
