import { describe } from 'node:test';
import { a, ai, b, bodySent, chat, falling, json, logged, path, reached, routes, sent, told } from './ai.ts';
import { alive } from './alive.ts';
import type { Stage } from './stage.ts';

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
