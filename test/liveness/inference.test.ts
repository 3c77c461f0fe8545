import { describe } from 'node:test';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import type { FakeCall } from '../support/fake-transport.ts';
import { settled } from '../support/http1/served.ts';
import { ManualBody } from '../unit/http/manual-body.ts';
import { bytes, RecordingSink } from '../unit/http/recording-sink.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Ask, Stage } from './stage.ts';

const log = 'access-log { file "stdout"; format "json" }';
const upstreams = 'upstream "other" { target "b.test:80" }; upstream "third" { target "c.test:80" }';

/** An AI route to `a.test` with these settings, and two upstreams beside it. */
const ai = (settings: string, more: Partial<Slots> = {}): Slots => ({
  ...{ upstreams, logging: log, route: `inference { ${settings} }` },
  ...more,
});

/** An AI route that falls back. */
const falling = (settings: string, more: Partial<Slots> = {}): Slots =>
  ai('', { route: `inference { }; fallback { ${settings} }`, ...more });

/** An upstream that says what it is to AI routes. */
const told = (settings: string): Slots => ai('', { upstream: `inference { ${settings} }` });

const answer = { choices: [{ message: { content: 'four words of text' } }] };
const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };

const json = (call: FakeCall, status = 200, content: unknown = { ...answer, usage }): void =>
  call.answer(status, new BytesBody(JSON.stringify(content)), { 'content-type': 'application/json' });

/** A request for a chat, of this model unless it is empty. */
function chat(model = 'm', more: Partial<Ask> = {}, fields: object = {}): Ask {
  const body = JSON.stringify({ ...(model && { model }), messages: [{ role: 'user', content: 'hi you' }], ...fields });
  return { method: 'POST', target: '/v1/chat/completions', body, ...more };
}

/** Where these requests go, one after the other. */
const reached =
  (...asks: readonly Ask[]) =>
  async (stage: Stage): Promise<readonly string[]> => {
    stage.origin = (call) => json(call);
    for (const ask of asks) await stage.ask(ask);
    return stage.reached;
  };

/** What the last upstream was sent as its body. */
async function bodySent(stage: Stage, ask: Ask): Promise<Readonly<Record<string, unknown>>> {
  await stage.ask(ask);
  const { content } = stage.calls.at(-1)!.request.body as BytesBody;
  return JSON.parse(new TextDecoder().decode(content)) as Record<string, unknown>;
}

/** A field of the line that the access log has of a request. */
const logged =
  (field: string, ask: Ask = chat(), content: unknown = answer) =>
  async (stage: Stage): Promise<unknown> => {
    stage.origin = (call) => json(call, 200, content);
    await stage.ask(ask);
    return stage.logged('access')[0]![field];
  };

const sent =
  (name: string, ask: Ask = chat()) =>
  async (stage: Stage): Promise<unknown> => {
    stage.origin = (call) => json(call);
    await stage.ask(ask);
    return stage.sent.get(name);
  };

/** The path that the upstream is asked for. */
async function path(stage: Stage): Promise<string> {
  stage.origin = (call) => json(call);
  await stage.ask(chat());
  return stage.calls[0]!.request.head.path;
}

/** How a stream stands after each of these steps: pieces of it, or milliseconds that pass. */
const streamed =
  (...steps: readonly (string | number)[]) =>
  async (stage: Stage): Promise<string> => {
    const source = new ManualBody();
    stage.origin = (call) => call.answer(200, source, { 'content-type': 'text/event-stream' });
    const sink = new RecordingSink();
    const reply = await stage.begin(chat('m', {}, { stream: true }));
    reply.body!.start(sink);
    for (const step of steps) {
      if (typeof step === 'number') stage.platform.time.advance(step);
      else source.sink.write(bytes(step));
    }
    await settled();
    return sink.events.at(-1)?.startsWith('fail:') ? sink.events.at(-1)!.slice(5) : 'goes on';
  };

const piece = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'x' } }] })}\n\n`;
const [a, b] = ['a.test', 'b.test'];
const routes = (rules: string) => ai(`model-routing { ${rules} }`);

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
    shows: ['reported', 'counted'],
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

describe('routing by model', () => {
  alive('routes.inference.model-routing.default-upstream', 'takes what no rule takes', {
    off: ai(''),
    on: routes('default-upstream "other"'),
    see: reached(chat()),
    shows: [[a], [b]],
  });
  alive('routes.inference.model-routing.models.model', 'says which models a rule is for, whatever their case', {
    off: routes('model "n*" upstream="other"'),
    on: routes('model "M*" upstream="other"'),
    see: reached(chat('m1')),
    shows: [[a], [b]],
  });
  alive('routes.inference.model-routing.models.upstream', 'says where they go', {
    off: routes('model "*" upstream="other"'),
    on: routes('model "*" upstream="third"'),
    see: reached(chat()),
    shows: [[b], ['c.test']],
  });
  alive('routes.inference.model-routing.models.provider', 'says what is spoken there', {
    off: routes('model "*" upstream="other"'),
    on: routes('model "*" upstream="other" provider="openai"'),
    see: logged('provider'),
    shows: ['generic', 'openai'],
  });
  alive('routes.inference.model-routing.models.as', 'is what the model is called there', {
    off: routes('model "*" upstream="other"'),
    on: routes('model "*" upstream="other" as="n"'),
    see: async (stage) => {
      stage.origin = (call) => json(call);
      return (await bodySent(stage, chat()))['model'];
    },
    shows: ['m', 'n'],
  });
  alive('routes.inference.model-routing.models.weight', 'shares the requests among rules of the same pattern', {
    off: routes('model "*" upstream="other" weight=0; model "*" upstream="third"'),
    on: routes('model "*" upstream="other"; model "*" upstream="third" weight=0'),
    see: reached(chat()),
    shows: [['c.test'], [b]],
  });
});

describe('upstreams of models', () => {
  alive('upstreams.inference.provider', 'says what is spoken there', {
    off: ai(''),
    on: told('provider "anthropic"'),
    see: sent('anthropic-version', { ...chat(), target: '/v1/messages' }),
    shows: [undefined, '2023-06-01'],
  });
  alive('upstreams.inference.api-key', 'stands in the place of what the client showed', {
    off: ai(''),
    on: told('provider "openai"; api-key "own"'),
    see: sent('authorization', chat('m', { headers: { authorization: 'Bearer theirs' } })),
    shows: ['Bearer theirs', 'Bearer own'],
  });
  alive('upstreams.inference.api-key-header', 'is where the key stands, as it is', {
    off: told('api-key "own"'),
    on: told('api-key "own"; api-key-header "Api-Key"'),
    see: sent('api-key'),
    shows: [undefined, 'own'],
  });
  alive('upstreams.inference.strip-prefix', 'is taken from the path', {
    off: ai(''),
    on: told('strip-prefix "/v1"'),
    see: path,
    shows: ['/v1/chat/completions', '/chat/completions'],
  });
  alive('upstreams.inference.path-prefix', 'is put before the path', {
    off: ai(''),
    on: told('path-prefix "/openai"'),
    see: path,
    shows: ['/v1/chat/completions', '/openai/v1/chat/completions'],
  });
});

describe('fallback of AI routes', () => {
  const failing =
    (content: unknown, status = 200) =>
    async (stage: Stage): Promise<readonly string[]> => {
      stage.origin = (call) => (call.request.address.host === a ? json(call, status, content) : json(call));
      await stage.ask(chat());
      return stage.reached;
    };
  alive('routes.fallback.triggers.on-broken-answer', 'goes on from an error in an answer', {
    off: falling('fallback-upstream "other"; triggers { on-broken-answer #false }'),
    on: falling('fallback-upstream "other"'),
    see: failing({ error: { message: 'no', type: 'overloaded' } }),
    shows: [[a], [a, b]],
  });
  alive('routes.fallback.upstreams.provider', 'says what is spoken there', {
    off: falling('fallback-upstream "other"; triggers { on-error-codes 500 }'),
    on: falling('fallback-upstream "other" { provider "openai" }; triggers { on-error-codes 500 }'),
    see: async (stage) => {
      await failing({}, 500)(stage);
      return stage.logged('access')[0]!['provider'];
    },
    shows: ['generic', 'openai'],
  });
  alive('routes.fallback.upstreams.model-mapping', 'is what models are called there', {
    off: falling('fallback-upstream "other"; triggers { on-error-codes 500 }'),
    on: falling('fallback-upstream "other" { model-mapping { "m*" "n" } }; triggers { on-error-codes 500 }'),
    see: async (stage) => {
      stage.origin = (call) => json(call, call.request.address.host === a ? 500 : 200);
      return (await bodySent(stage, chat()))['model'];
    },
    shows: ['m', 'n'],
  });
});
