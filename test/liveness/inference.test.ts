import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { settled } from '../support/http1/served.ts';
import { ManualBody } from '../unit/http/manual-body.ts';
import { bytes } from '../unit/http/recording-sink.ts';
import { a, ai, answer, b, chat, json, logged, reached, routes, streamed, told, upstreams, usage } from './ai.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import { type Ask, Stage } from './stage.ts';

const piece = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'x' } }] })}\n\n`;

describe('AI routes', () => {
  alive('routes.inference.provider', 'says whose errors clients expect at paths that do not tell', {
    off: ai(''),
    on: ai('provider "anthropic"'),
    see: async (stage) =>
      (await stage.ask({ method: 'POST', target: '/x', body: '{' })).text.includes('"type":"error"'),
    shows: [false, true],
  });
  alive('routes.inference.model-header', 'names the model where the body names none', {
    off: ai('model-routing { model "m" upstream="other" }'),
    on: ai('model-header "X-Model"; model-routing { model "m" upstream="other" }'),
    see: reached(chat('', { headers: { 'x-model': 'm' } })),
    shows: [[a], [b]],
  });
  alive('routes.inference.on-model-conflict', 'decides what counts when a header and the body differ', {
    off: ai('model-header "X-Model"'),
    on: ai('model-header "X-Model"; on-model-conflict "refuse"'),
    see: async (stage) => {
      stage.origin = (call) => json(call);
      return (await stage.ask(chat('m', { headers: { 'x-model': 'n' } }))).status;
    },
    shows: [200, 400],
  });
  alive('routes.inference.on-untranslatable', 'decides about what the other API has no word for', {
    off: told('provider "anthropic"'),
    on: ai('on-untranslatable "refuse"', { upstream: 'inference { provider "anthropic" }' }),
    see: async (stage) => {
      stage.origin = (call) => json(call, 200, { content: [{ type: 'text', text: 'x' }], usage: { input_tokens: 1 } });
      return (await stage.ask(chat('m', {}, { logit_bias: { 1: 1 } }))).status;
    },
    shows: [200, 400],
  });
  alive('routes.inference.token-estimation', 'says how tokens are counted that nobody reports', {
    off: ai(''),
    on: ai('token-estimation "words"'),
    see: logged('output_tokens'),
    shows: [5, 6],
  });
  alive('routes.inference.default-output-tokens', 'is what an answer is taken to have without a limit', {
    off: ai('', {
      targets: 'target "a.test:80"; target "b.test:80"',
      upstream: 'load-balancing "least-tokens-queued"',
    }),
    on: ai('default-output-tokens 1', {
      ...{ targets: 'target "a.test:80"; target "b.test:80"', upstream: 'load-balancing "least-tokens-queued"' },
    }),
    // The first two stay under way; the third goes where fewer tokens wait.
    see: async (stage) => {
      stage.origin = () => {};
      for (const ask of [chat(), chat('m', {}, { max_tokens: 50 }), chat()]) {
        void stage.begin(ask);
        await settled();
      }
      return stage.reached[2] === stage.reached[0] ? 'with the first' : 'with the second';
    },
    shows: ['with the second', 'with the first'],
  });
  alive('routes.inference.first-token-timeout', 'bounds the wait for the first content', {
    off: ai(''),
    on: ai('first-token-timeout 5'),
    see: streamed(': ping\n\n', 6000, 100),
    shows: ['goes on', 'first_token_timeout'],
  });
  alive('routes.inference.token-timeout', 'bounds the wait between two pieces of content', {
    off: ai(''),
    on: ai('token-timeout 5'),
    see: streamed(piece, 6000, 100),
    shows: ['goes on', 'token_timeout'],
  });
  alive('routes.inference.max-answer-bytes', 'bounds what is read of an answer before it is sent', {
    off: ai(''),
    on: ai('max-answer-bytes 10'),
    see: logged('tokens_source', chat(), { ...answer, usage }),
    shows: ['reported', 'estimated'],
  });
});

const twoTargets = 'target "a.test:80"; target "b.test:80"';
const balancedBy = (key: string) =>
  ai('', {
    targets: `${twoTargets}; target "c.test:80"`,
    upstream: `load-balancing "consistent-hash" { key "${key}"; load-bound 0 }`,
  });

/** How many targets the same client reaches with requests that differ in this. */
const targetsOf =
  (...asks: readonly Ask[]) =>
  async (stage: Stage): Promise<boolean> =>
    new Set(await reached(...asks)(stage)).size > 1;

const eight = Array.from({ length: 8 }, (_, i) => i);

describe('targets of AI routes', () => {
  alive('routes.inference.routing.strategy', 'says how targets are chosen', {
    off: ai('', { targets: twoTargets }),
    on: ai('routing { strategy "least-tokens-queued" }', { targets: twoTargets }),
    // A long one stays under way at the first target: the short ones go to the other.
    see: async (stage) => {
      stage.origin = () => {};
      for (const max_tokens of [5000, 1, 1, 1]) {
        void stage.begin(chat('m', {}, { max_tokens }));
        await settled();
      }
      return stage.reached.filter((host) => host === stage.reached[0]).length;
    },
    shows: [2, 1],
  });
  alive('routes.inference.routing.queue-depth-header', 'is where targets tell what waits there', {
    off: ai('routing { strategy "least-tokens-queued" }', { targets: twoTargets }),
    on: ai('routing { strategy "least-tokens-queued"; queue-depth-header "X-Queue" }', { targets: twoTargets }),
    // The first one that is asked is busy with the requests of others: the next ones go to the other.
    see: async (stage) => {
      stage.origin = (call) =>
        call.answer(200, new BytesBody(JSON.stringify(answer)), {
          'content-type': 'application/json',
          'x-queue': stage.reached.length === 1 ? '20' : '0',
        });
      for (const _ of eight) await stage.ask(chat());
      return stage.reached.filter((host) => host === stage.reached[0]).length;
    },
    shows: [4, 1],
  });
  alive('upstreams.load-balancing[consistent-hash].key', 'may be the beginning of what is asked', {
    off: balancedBy('client-ip'),
    on: balancedBy('prompt-prefix'),
    see: targetsOf(...eight.map((i) => chat('m', {}, { messages: [{ role: 'system', content: `${i}` }] }))),
    shows: [false, true],
  });
  alive('upstreams.load-balancing[consistent-hash].key', 'may be the conversation', {
    off: balancedBy('client-ip'),
    on: balancedBy('session'),
    see: targetsOf(...eight.map((i) => chat('m', {}, { user: `user-${i}` }))),
    shows: [false, true],
  });
  alive('upstreams.load-balancing[least-latency].algorithm', 'goes by the time to the first token', {
    off: ai('', { targets: twoTargets }),
    on: ai('', { targets: twoTargets, upstream: 'load-balancing "least-latency"' }),
    see: async (stage) => {
      stage.origin = (call) => {
        const source = new ManualBody();
        source.onStart = (sink) => {
          stage.platform.time.advance(call.request.address.host === a ? 5000 : 10);
          sink.write(bytes(`${piece}data: [DONE]\n\n`));
          sink.end();
        };
        call.answer(200, source, { 'content-type': 'text/event-stream' });
      };
      for (let i = 0; i < 6; i += 1) await stage.ask(chat('m', {}, { stream: true }));
      return stage.reached.filter((host) => host === a).length;
    },
    shows: [3, 1],
  });
});

describe('AI routes that cannot be', () => {
  const refuses = (slots: Slots, message: RegExp) => assert.rejects(Stage.of({ upstreams, ...slots }), message);

  test('are refused with what cannot stand beside them', async () => {
    await refuses({ route: 'inference { }; websocket #true' }, /"websocket" cannot stand beside "inference"/);
    await refuses({ route: 'inference { }; shadow { upstream "other" }' }, /"shadow" cannot stand beside "inference"/);
    await refuses({ route: 'inference { }; service-type "web"' }, /"service-type" cannot stand beside "inference"/);
    await refuses({ route: 'service-type "inference"' }, /"inference" needs "inference" beside it/);
  });

  test('are refused with rules that no model comes to, or that get no share', async () => {
    await refuses(routes('model "*" upstream="other"; model "m" upstream="third"'), /no model comes to this rule/);
    await refuses(routes('model "m" upstream="other" weight=0'), /all rules for "m" have the weight 0/);
    await refuses(routes('model "m" upstream="othr"'), /there is no upstream "othr"/);
  });

  test('are refused with two ways to choose the targets of an upstream', async () => {
    const strategy = 'routing { strategy "least-latency" }';
    await refuses(
      ai(strategy, { upstream: 'load-balancing "random"' }),
      /says itself how targets are chosen: "random"/,
    );
    const other =
      'route "b" { matches { path "/b" }; upstream "app"; inference { routing { strategy "round-robin" } } }';
    await refuses(ai(strategy, { routes: other }), /is to choose by "least-latency"/);
    await refuses(
      ai('routing { strategy "least-latency"; queue-depth-header "X-Queue" }'),
      /"queue-depth-header" has no effect with the strategy "least-latency"/,
    );
  });

  test('are missed by upstreams that speak to them', async () => {
    await refuses({ upstream: 'inference { provider "openai" }' }, /no AI route uses the upstream "app"/);
    const key = 'load-balancing "maglev" { key "prompt-prefix" }';
    await refuses({ upstream: key }, /no AI route uses the upstream "app": only those read what is asked/);
  });
});
