import assert from 'node:assert/strict';
import { chat, json, logged, messages, play, saidIn } from '../../support/ai/ai-world.ts';
import { provider } from '../../support/ai/play.ts';
import type { Scenario } from '../../support/ai/scenario.ts';
import { field } from '../../support/raw-message.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const alsoByFetch = true;

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: [
      upstream('dead', [ports.refused]),
      upstream('a', [ports.a], 'inference { provider "openai"; api-key "key-of-a" }'),
      upstream('b', [ports.b]),
    ].join('\n'),
    routes: [
      prefixRoute('stalling', '/stalling', 'a', 'inference { first-token-timeout 0.3; token-timeout 0.3 }'),
      prefixRoute(
        'falling',
        '/falling',
        'a',
        'inference { }; fallback { reveal #true; fallback-upstream "b" { model-mapping { "gpt-*" "other" } } }',
      ),
      prefixRoute('small', '/small', 'a', 'inference { }; policies { max-body-size 100 }'),
      prefixRoute('nobody', '/nobody', 'dead', 'inference { }'),
      prefixRoute('any', '/', 'a', 'inference { }'),
    ].join('\n'),
    more: 'observability { logging { access-log { file "stdout"; format "json" } } }',
  });

export const cases: readonly Case[] = [
  {
    name: 'tells of errors as clients of the dialect expect them',
    async run(world) {
      play(world);
      const malformed = await world.ask('POST /v1/chat/completions', { headers: json, body: '{"model":' });
      const anthropic = await world.ask('POST /nobody/v1/messages', {
        headers: json,
        body: JSON.stringify({ model: 'c', messages }),
      });
      const large = await world.ask('POST /small/v1/models/g:generateContent', {
        headers: json,
        body: `{"x":"${'y'.repeat(200)}"}`,
      });

      assert.equal(malformed.status, 400);
      assert.equal(JSON.parse(malformed.text).error.type, 'invalid_request_error');
      assert.equal(anthropic.status, 502);
      assert.deepEqual(JSON.parse(anthropic.text).type, 'error');
      assert.equal(large.status, 413);
      assert.equal(JSON.parse(large.text).error.code, 413);
    },
  },
  {
    name: 'gives an error inside a 200 the status it stands for',
    async run(world) {
      play(world, { error: { status: 200, type: 'rate_limit_exceeded', message: 'Slow down.' } });
      const reply = await chat(world);

      assert.equal(reply.status, 429);
      assert.equal(JSON.parse(reply.text).error.message, 'Slow down.');
    },
  },
  {
    name: 'ends a stream that the upstream cuts with an error after what was said, and never cleanly',
    async run(world) {
      play(world, { breaks: { after: 2, how: 'reset' } });
      const cut = await chat(world, { stream: true });
      play(world, { breaks: { after: 2, how: 'close' } });
      const ended = await chat(world, { stream: true });

      for (const reply of [cut, ended]) {
        assert.equal(saidIn(reply.text), 'Hello, ');
        assert.match(reply.text, /"code":"upstream_body_broken"\}\}\n\n$/);
        assert.equal(reply.ending, 'broken');
      }
    },
  },
  {
    name: 'gives up a stream that stalls, before its first content and after',
    async run(world) {
      const gone: Promise<unknown>[] = [];
      for (const [after, code] of [
        [0, 'first_token_timeout'],
        [1, 'token_timeout'],
      ] as const) {
        world.origin.answer((call) => {
          gone.push(call.gone);
          return provider({ breaks: { after, how: 'stall' } })(call);
        });
        const reply = await chat(world, { stream: true }, '/stalling/chat/completions');

        assert.match(reply.text, new RegExp(`"code":"${code}"`));
        assert.equal(reply.ending, 'broken');
      }
      await Promise.all(gone);
    },
  },
  {
    name: 'lets go of the upstream at once when the client leaves, and logs what was said',
    async run(world) {
      const gate = Promise.withResolvers<void>();
      const left = Promise.withResolvers<number>();
      world.origin.answer((call) => {
        void call.gone.then(() => left.resolve(performance.now()));
        return provider({ gate: (piece) => (piece === 2 ? gate.promise : undefined) })(call);
      });
      const body = JSON.stringify({ model: 'gpt-4o', messages, stream: true });
      const client = await world.start('POST /leaving/chat/completions', { headers: json, body });
      const reply = await client.reply();
      await reply.body.next();
      const at = performance.now();
      client.reset();
      const tookMs = (await left.promise) - at;
      gate.resolve();

      // Sooner than any timeout would have it.
      assert.ok(tookMs < 20_000, `${tookMs} ms`);
      const line = await logged(world, '/leaving/chat/completions');
      assert.equal(line['inference_outcome'], 'client-left');
    },
  },
  {
    name: 'shows the key of a client to no upstream that has its own, and that of an upstream to no other',
    async run(world) {
      const [a, b] = play(world, { error: { status: 200, type: 'overloaded', message: 'Later.' } }, {});
      const body = JSON.stringify({ model: 'gpt-4o', messages });
      await world.ask('POST /falling/chat/completions', { headers: [...json, 'Authorization: Bearer theirs'], body });

      assert.equal(a![0]!.headers.get('authorization'), 'Bearer key-of-a');
      assert.equal(b![0]!.headers.get('authorization'), 'Bearer theirs');
    },
  },
  {
    name: 'falls back from errors in a 200 and from streams that break before their first content',
    async run(world) {
      for (const first of [
        { error: { status: 200, type: 'overloaded', message: 'Later.' } },
        { breaks: { after: 0, how: 'reset' } },
        { breaks: { after: 0, how: 'close' } },
      ] as const satisfies readonly Scenario[]) {
        const [, b] = play(world, first, {});
        const reply = await chat(world, { stream: true }, '/falling/chat/completions');

        assert.equal(saidIn(reply.text), 'Hello, world!');
        assert.equal(reply.ending, 'complete');
        assert.equal(field(reply, 'x-fallback-upstream'), 'b');
        assert.equal(field(reply, 'x-model-mapping'), 'gpt-4o -> other');
        assert.equal(b![0]!.model, 'other');
      }
    },
  },
  {
    name: 'does not fall back after the first content',
    async run(world) {
      const [, b] = play(world, { breaks: { after: 1, how: 'reset' } }, {});
      const reply = await chat(world, { stream: true }, '/falling/chat/completions');

      assert.equal(saidIn(reply.text), 'Hello');
      assert.equal(reply.ending, 'broken');
      assert.equal(b!.length, 0);
    },
  },
];
