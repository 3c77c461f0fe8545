import { block, type Fields } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { flag } from '../fields/flag.ts';
import { decimal, whole } from '../fields/number.ts';
import { text } from '../fields/text.ts';
import { headerName } from '../forms/header-name.ts';

/** Prices in both spellings; what has none costs as the whole it is part of. */
const prices = {
  'input-cost-per-million': decimal('Price of a million input tokens.'),
  'input-cost-per-1k': decimal('Price of a thousand input tokens.'),
  'output-cost-per-million': decimal('Price of a million output tokens.'),
  'output-cost-per-1k': decimal('Price of a thousand output tokens.'),
  'cached-input-cost-per-million': decimal('Price of a million input tokens read from the cache.'),
  'cached-input-cost-per-1k': decimal('Price of a thousand of them.'),
  'cache-write-cost-per-million': decimal('Price of a million input tokens written to the cache.'),
  'cache-write-cost-per-1k': decimal('Price of a thousand of them.'),
  'hour-cache-write-cost-per-million': decimal('Price of a million input tokens written to be kept for an hour.'),
  'hour-cache-write-cost-per-1k': decimal('Price of a thousand of them.'),
  'reasoning-cost-per-million': decimal('Price of a million output tokens that are not shown.'),
  'reasoning-cost-per-1k': decimal('Price of a thousand of them.'),
  'audio-input-cost-per-million': decimal('Price of a million input tokens of sound.'),
  'audio-input-cost-per-1k': decimal('Price of a thousand of them.'),
  'audio-output-cost-per-million': decimal('Price of a million output tokens of sound.'),
  'audio-output-cost-per-1k': decimal('Price of a thousand of them.'),
} as const satisfies Fields;

const tier = block(
  'Prices of requests whose input is longer.',
  { 'above-input-tokens': whole('Input tokens above which they hold.', { required: true, min: 1 }), ...prices },
  { required: true, args: ['above-input-tokens'] },
);

const price = block(
  'What a model costs.',
  {
    model: text('Name of the model; `*` stands for anything, and case does not matter.', { required: true }),
    ...prices,
    currency: text('Currency; that of `cost-attribution` when absent.'),
    tiers: blocks('Other prices for long requests.', 'tier', tier, { default: [] }),
  },
  { required: true, args: ['model'] },
);

/** What requests cost. */
export const costAttribution = block('What the requests cost.', {
  enabled: flag('Counts costs.', { default: true }),
  'default-input-cost': decimal('Price of a million input tokens of models that are listed nowhere; none when absent.'),
  'default-output-cost': decimal(
    'Price of a million output tokens of models that are listed nowhere; none when absent.',
  ),
  'on-unknown-model': choice(
    'What a budget of money does with models without a price: refuses them, or counts the default price.',
    ['reject', 'default-price'],
    { default: 'reject' },
  ),
  'built-in-prices': flag('Knows the list prices of well-known models, in US dollars.', { default: true }),
  currency: text('Currency.', { default: 'USD' }),
  'include-header': flag('Tells clients what an answer has cost, where that is known before its head is sent.', {
    default: false,
  }),
  'header-name': text('Header that tells it; `X-Inference-Cost` when absent.', { form: headerName }),
  pricing: blocks('Prices by model, asked before the built-in ones; the first that fits counts.', 'model', price, {
    default: [],
    wrapped: true,
  }),
});
