import { describe } from 'node:test';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Ask, Stage } from './stage.ts';

/** An AI route that counts costs with these settings. */
const costs = (settings: string, more = ''): Slots => ({
  route: `inference { cost-attribution { ${settings} }; ${more} }`,
});

/** One that tells them, by these prices of the model `m`. */
const priced = (prices: string): Slots => costs(`include-header #true; pricing { model "m" { ${prices} } }`);
const log = 'access-log { file "stdout"; format "json" }';
const plain = 'input-cost-per-million 1; output-cost-per-million 1;';

/** A request for an answer of the model, in the form of Anthropic, which tells of all kinds of input. */
function message(model = 'm'): Ask {
  const body = JSON.stringify({ model, max_tokens: 10, messages: [{ role: 'user', content: 'hi' }] });
  return { method: 'POST', target: '/v1/messages', body };
}

function chat(model = 'm'): Ask {
  return { ...message(model), target: '/v1/chat/completions' };
}

/** A thousand tokens each way, a tenth of them of every special kind that the form knows. */
const anthropicUsage = {
  input_tokens: 800,
  cache_read_input_tokens: 100,
  cache_creation_input_tokens: 100,
  cache_creation: { ephemeral_5m_input_tokens: 60, ephemeral_1h_input_tokens: 40 },
  output_tokens: 1000,
};
const openaiUsage = {
  prompt_tokens: 1000,
  completion_tokens: 1000,
  prompt_tokens_details: { cached_tokens: 100, audio_tokens: 100 },
  completion_tokens_details: { reasoning_tokens: 100, audio_tokens: 100 },
};

/** What a request is told that it has cost. */
const told =
  (ask: Ask = chat(), header = 'x-inference-cost') =>
  async (stage: Stage): Promise<string | undefined> =>
    (await answered(stage, ask)).headers.get(header);

const status =
  (ask: Ask = chat()) =>
  async (stage: Stage): Promise<number> =>
    (await answered(stage, ask)).status;

function answered(stage: Stage, ask: Ask) {
  const { model } = JSON.parse(String(ask.body)) as { model: string };
  const content = ask.target?.endsWith('messages')
    ? { type: 'message', model, content: [{ type: 'text', text: 'hi' }], usage: anthropicUsage }
    : { model, choices: [{ message: { content: 'hi' } }], usage: openaiUsage };
  stage.origin = (call) =>
    call.answer(200, new BytesBody(JSON.stringify(content)), { 'content-type': 'application/json' });
  return stage.ask(ask);
}

describe('cost-attribution', () => {
  alive('routes.inference.cost-attribution.include-header', 'tells clients what an answer cost', {
    off: costs(`pricing { model "m" { ${plain} } }`),
    on: priced(plain),
    see: told(),
    shows: [undefined, '0.002 USD'],
  });
  alive('routes.inference.cost-attribution.header-name', 'names the header', {
    off: priced(plain),
    on: costs(`include-header #true; header-name "X-Price"; pricing { model "m" { ${plain} } }`),
    see: told(chat(), 'x-price'),
    shows: [undefined, '0.002 USD'],
  });
  alive('routes.inference.cost-attribution.enabled', 'counts nothing when it is false', {
    off: { ...costs('enabled #false'), logging: log },
    on: { ...costs('enabled #true'), logging: log },
    see: async (stage) => {
      await answered(stage, chat());
      return stage.logged('access')[0]!['cost_basis'];
    },
    shows: [undefined, 'unpriced'],
  });
  alive('routes.inference.cost-attribution.currency', 'is what prices are in', {
    off: priced(plain),
    on: costs(`include-header #true; currency "EUR"; pricing { model "m" { ${plain} } }`),
    see: told(),
    shows: ['0.002 USD', '0.002 EUR'],
  });
  const byDefault = 'default-input-cost 1; default-output-cost 2';
  alive('routes.inference.cost-attribution.default-input-cost', 'is the price of unknown models', {
    off: costs('include-header #true'),
    on: costs(`include-header #true; ${byDefault}`),
    see: told(),
    shows: ['unpriced', '0.003 USD'],
  });
  alive('routes.inference.cost-attribution.default-output-cost', 'is the price of their output', {
    off: costs(`include-header #true; ${byDefault}`),
    on: costs('include-header #true; default-input-cost 1; default-output-cost 5'),
    see: told(),
    shows: ['0.003 USD', '0.006 USD'],
  });
  alive('routes.inference.cost-attribution.on-unknown-model', 'decides whether a budget of money takes them', {
    off: costs(byDefault, 'budget { cost-limit 5 }'),
    on: costs(`${byDefault}; on-unknown-model "default-price"`, 'budget { cost-limit 5 }'),
    see: status(),
    shows: [403, 200],
  });
  alive('routes.inference.cost-attribution.built-in-prices', 'knows well-known models', {
    off: costs('include-header #true; built-in-prices #false'),
    on: costs('include-header #true'),
    see: told(message('claude-haiku-4-5')),
    shows: ['unpriced', '0.005965 USD'],
  });
  alive('routes.inference.cost-attribution.pricing.model', 'decides whose prices they are', {
    off: costs(`include-header #true; pricing { model "x*" { ${plain} } }`),
    on: costs(`include-header #true; pricing { model "M*" { ${plain} } }`),
    see: told(),
    shows: ['unpriced', '0.002 USD'],
  });
  alive('routes.inference.cost-attribution.pricing.currency', 'is another one for these prices', {
    off: priced(plain),
    on: priced(`${plain} currency "CHF"`),
    see: told(),
    shows: ['0.002 USD', '0.002 CHF'],
  });
});

/** What a setting of prices brings: for a thousand tokens of input and of output, of which a hundred are of each kind. */
const prices: readonly (readonly [price: string, tier: string, on: string, off: string, shown: string, ask?: Ask])[] = [
  [
    'routes.inference.cost-attribution.pricing.input-cost-per-million',
    'routes.inference.cost-attribution.pricing.tiers.input-cost-per-million',
    ...(['input-cost-per-million 3; output-cost-per-million 1', '', '0.004 USD'] as const),
  ],
  [
    'routes.inference.cost-attribution.pricing.input-cost-per-1k',
    'routes.inference.cost-attribution.pricing.tiers.input-cost-per-1k',
    ...(['input-cost-per-1k 0.003; output-cost-per-million 1', '', '0.004 USD'] as const),
  ],
  [
    'routes.inference.cost-attribution.pricing.output-cost-per-million',
    'routes.inference.cost-attribution.pricing.tiers.output-cost-per-million',
    ...(['input-cost-per-million 1; output-cost-per-million 4', '', '0.005 USD'] as const),
  ],
  [
    'routes.inference.cost-attribution.pricing.output-cost-per-1k',
    'routes.inference.cost-attribution.pricing.tiers.output-cost-per-1k',
    ...(['input-cost-per-million 1; output-cost-per-1k 0.004', '', '0.005 USD'] as const),
  ],
  [
    'routes.inference.cost-attribution.pricing.cached-input-cost-per-million',
    'routes.inference.cost-attribution.pricing.tiers.cached-input-cost-per-million',
    ...(['cached-input-cost-per-million 3', plain, '0.0022 USD'] as const),
  ],
  [
    'routes.inference.cost-attribution.pricing.cached-input-cost-per-1k',
    'routes.inference.cost-attribution.pricing.tiers.cached-input-cost-per-1k',
    ...(['cached-input-cost-per-1k 0.003', plain, '0.0022 USD'] as const),
  ],
  [
    'routes.inference.cost-attribution.pricing.cache-write-cost-per-million',
    'routes.inference.cost-attribution.pricing.tiers.cache-write-cost-per-million',
    ...(['cache-write-cost-per-million 4', plain, '0.0023 USD', message()] as const),
  ],
  [
    'routes.inference.cost-attribution.pricing.cache-write-cost-per-1k',
    'routes.inference.cost-attribution.pricing.tiers.cache-write-cost-per-1k',
    ...(['cache-write-cost-per-1k 0.004', plain, '0.0023 USD', message()] as const),
  ],
  [
    'routes.inference.cost-attribution.pricing.hour-cache-write-cost-per-million',
    'routes.inference.cost-attribution.pricing.tiers.hour-cache-write-cost-per-million',
    ...(['hour-cache-write-cost-per-million 6', plain, '0.0022 USD', message()] as const),
  ],
  [
    'routes.inference.cost-attribution.pricing.hour-cache-write-cost-per-1k',
    'routes.inference.cost-attribution.pricing.tiers.hour-cache-write-cost-per-1k',
    ...(['hour-cache-write-cost-per-1k 0.006', plain, '0.0022 USD', message()] as const),
  ],
  [
    'routes.inference.cost-attribution.pricing.reasoning-cost-per-million',
    'routes.inference.cost-attribution.pricing.tiers.reasoning-cost-per-million',
    ...(['reasoning-cost-per-million 5', plain, '0.0024 USD'] as const),
  ],
  [
    'routes.inference.cost-attribution.pricing.reasoning-cost-per-1k',
    'routes.inference.cost-attribution.pricing.tiers.reasoning-cost-per-1k',
    ...(['reasoning-cost-per-1k 0.005', plain, '0.0024 USD'] as const),
  ],
  [
    'routes.inference.cost-attribution.pricing.audio-input-cost-per-million',
    'routes.inference.cost-attribution.pricing.tiers.audio-input-cost-per-million',
    ...(['audio-input-cost-per-million 6', plain, '0.0025 USD'] as const),
  ],
  [
    'routes.inference.cost-attribution.pricing.audio-input-cost-per-1k',
    'routes.inference.cost-attribution.pricing.tiers.audio-input-cost-per-1k',
    ...(['audio-input-cost-per-1k 0.006', plain, '0.0025 USD'] as const),
  ],
  [
    'routes.inference.cost-attribution.pricing.audio-output-cost-per-million',
    'routes.inference.cost-attribution.pricing.tiers.audio-output-cost-per-million',
    ...(['audio-output-cost-per-million 7', plain, '0.0026 USD'] as const),
  ],
  [
    'routes.inference.cost-attribution.pricing.audio-output-cost-per-1k',
    'routes.inference.cost-attribution.pricing.tiers.audio-output-cost-per-1k',
    ...(['audio-output-cost-per-1k 0.007', plain, '0.0026 USD'] as const),
  ],
];

describe('prices', () => {
  for (const [price, tier, on, beside, shown, ask] of prices) {
    alive(price, 'counts', {
      off: priced(plain),
      on: priced(`${beside} ${on}`),
      see: told(ask),
      shows: ['0.002 USD', shown],
    });
    alive(tier, 'counts for long requests', {
      off: priced(plain),
      on: priced(`${plain} tier 500 { ${beside} ${on} }`),
      see: told(ask),
      shows: ['0.002 USD', shown],
    });
  }
  alive('routes.inference.cost-attribution.pricing.tiers.above-input-tokens', 'says from where on they hold', {
    off: priced(`${plain} tier 1000 { input-cost-per-million 9; output-cost-per-million 9 }`),
    on: priced(`${plain} tier 999 { input-cost-per-million 9; output-cost-per-million 9 }`),
    see: told(),
    shows: ['0.002 USD', '0.018 USD'],
  });
});
