import assert from 'node:assert/strict';
import { chat, json, logged, messages, play, saidIn } from '../../support/ai/ai-world.ts';
import { field } from '../../support/raw-message.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const alsoByFetch = true;

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: [
      upstream('openai', [ports.a], 'inference { provider "openai"; api-key "one" }'),
      upstream('anthropic', [ports.b], 'inference { provider "anthropic"; api-key "two" }'),
    ].join('\n'),
    routes: [
      prefixRoute('strict', '/strict', 'anthropic', 'inference { on-untranslatable "refuse" }'),
      prefixRoute('to-anthropic', '/a', 'anthropic', 'inference { }'),
      prefixRoute('to-openai', '/o', 'openai', 'inference { }'),
      prefixRoute(
        'falling',
        '/falling',
        'openai',
        'inference { }; fallback { fallback-upstream "anthropic" { model-mapping { "*" "claude" } } }',
      ),
      prefixRoute(
        'whole',
        '/whole',
        'openai',
        'inference { on-untranslatable "refuse" }; fallback { fallback-upstream "anthropic" }',
      ),
    ].join('\n'),
    more: 'observability { logging { access-log { file "stdout"; format "json" } } }',
  });

/** Asks for a message of Anthropic. */
const message = (fields: object = {}) => ({
  headers: json,
  body: JSON.stringify({ model: 'gpt', max_tokens: 9, messages, ...fields }),
});

export const cases: readonly Case[] = [
  {
    name: 'asks Anthropic for clients of OpenAI, whole and in streams, and counts what it reports',
    async run(world) {
      const books = play(world)[1]!;
      const whole = await chat(world, {}, '/a/v1/chat/completions');
      const stream = await chat(world, { stream: true }, '/a/logged/v1/chat/completions');

      assert.deepEqual(
        books.map(({ wire }) => wire),
        ['anthropic-messages', 'anthropic-messages'],
      );
      assert.equal(books[0]!.headers.get('x-api-key'), 'two');
      assert.equal(JSON.parse(whole.text).choices[0].message.content, 'Hello, world!');
      assert.equal(JSON.parse(whole.text).usage.prompt_tokens, 10);
      assert.equal(saidIn(stream.text), 'Hello, world!');
      assert.match(stream.text, /data: \[DONE\]\n\n$/);
      assert.doesNotMatch(stream.text, /prompt_tokens/);
      const line = await logged(world, '/a/logged/v1/chat/completions');
      assert.deepEqual([line['dialect'], line['provider'], line['input_tokens']], ['openai-chat', 'anthropic', 10]);
    },
  },
  {
    name: 'asks OpenAI for clients of Anthropic, whole and in streams',
    async run(world) {
      const books = play(world)[0]!;
      const whole = await world.ask('POST /o/v1/messages', message());
      const stream = await world.ask('POST /o/v1/messages', message({ stream: true }));

      assert.deepEqual(
        books.map(({ wire }) => wire),
        ['openai-chat', 'openai-chat'],
      );
      assert.equal(books[0]!.headers.get('authorization'), 'Bearer one');
      assert.equal(JSON.parse(whole.text).content[0].text, 'Hello, world!');
      assert.equal(
        [...stream.text.matchAll(/"text_delta","text":"([^"]*)"/g)].map(([, text]) => text).join(''),
        'Hello, world!',
      );
      assert.match(stream.text, /event: message_stop/);
      assert.match(stream.text, /"output_tokens":4/);
    },
  },
  {
    name: 'tells what the other API has no word for, or refuses it',
    async run(world) {
      play(world);
      const told = await chat(world, { logit_bias: { 5: 1 } }, '/a/v1/chat/completions');
      const refused = await chat(world, { logit_bias: { 5: 1 } }, '/strict/v1/chat/completions');

      assert.deepEqual([told.status, field(told, 'x-sentinel-untranslated')], [200, 'logit_bias']);
      assert.equal(refused.status, 400);
      assert.match(JSON.parse(refused.text).error.message, /logit_bias/);
    },
  },
  {
    name: 'tells that words to go on from are a turn of their own',
    async run(world) {
      play(world);
      const begun = [...messages, { role: 'assistant', content: '{"answer":' }];
      const told = await world.ask('POST /o/v1/messages', message({ messages: begun }));

      assert.deepEqual([told.status, field(told, 'x-sentinel-untranslated')], [200, 'prefill']);
    },
  },
  {
    name: 'does not fall back to a provider that could not be asked for all of it, where nothing may be lost',
    async run(world) {
      const [, b] = play(world, { breaks: { after: 0, how: 'reset' } }, {});
      const kept = await chat(world, { seed: 7 }, '/whole/v1/chat/completions');

      assert.deepEqual([kept.status, b!.length], [502, 0]);
    },
  },
  {
    name: 'tells of refusals and of broken streams in the words of the client',
    async run(world) {
      play(world, { error: { status: 429, type: 'rate_limit_error', message: 'Slow down.' } });
      const refused = await chat(world, {}, '/a/v1/chat/completions');
      play(world, { breaks: { after: 2, how: 'reset' } });
      const cut = await chat(world, { stream: true }, '/a/v1/chat/completions');
      const other = await world.ask('POST /o/v1/messages', message({ stream: true }));

      assert.deepEqual([refused.status, JSON.parse(refused.text).error.message], [429, 'Slow down.']);
      assert.equal(saidIn(cut.text), 'Hello, ');
      assert.match(cut.text, /data: \{"error":.*\n\n$/);
      assert.match(other.text, /event: error\ndata: \{"type":"error"/);
      assert.deepEqual([cut.ending, other.ending], ['broken', 'broken']);
    },
  },
  {
    name: 'falls back to a provider of another API',
    async run(world) {
      const [, b] = play(world, { breaks: { after: 0, how: 'reset' } }, {});
      const reply = await chat(world, { stream: true }, '/falling/v1/chat/completions');

      assert.equal(saidIn(reply.text), 'Hello, world!');
      assert.equal(reply.ending, 'complete');
      assert.deepEqual([b![0]!.wire, b![0]!.model], ['anthropic-messages', 'claude']);
    },
  },
];
