import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { flag } from '../fields/flag.ts';
import { decimals } from '../fields/list.ts';
import { decimal, whole } from '../fields/number.ts';
import { text } from '../fields/text.ts';
import { reference } from '../forms/id.ts';
import { guardrails } from './guardrails.ts';

const providers = ['generic', 'openai', 'anthropic'] as const;
const providerSpellings = { openai: ['open-ai'] };

const rateLimit = block('How many tokens and requests a client may use per minute.', {
  'tokens-per-minute': whole('Tokens per minute.', { required: true, min: 1 }),
  'requests-per-minute': whole('Requests per minute.', { min: 1 }),
  'burst-tokens': whole('Tokens that may be used at once.', { default: 10_000 }),
  'estimation-method': choice('How the tokens of a request are estimated.', ['chars', 'words', 'tiktoken'], {
    default: 'chars',
    spellings: { chars: ['characters'] },
  }),
});

const budget = block('How many tokens a client may use in a period.', {
  limit: whole('Tokens.', { required: true, min: 1, max: Number.MAX_SAFE_INTEGER }),
  period: text('`hourly`, `daily`, `monthly`, or a number of seconds.', { default: 'daily' }),
  'alert-thresholds': decimals('Shares of the budget at which it is logged.', { default: [0.8, 0.9, 0.95] }),
  enforce: flag('Refuses requests once the budget is used up.', { default: true }),
  rollover: flag('Takes what is left into the next period.', { default: false }),
  'burst-allowance': decimal('Share by which the budget may be overdrawn.', { max: 10 }),
  'max-tenants': whole('Clients that are counted at once.', { default: 10_000, min: 1 }),
});

const price = block(
  'What a model costs.',
  {
    model: text('Name of the model; `*` stands for anything.', { required: true }),
    'input-cost-per-million': decimal('Price of a million input tokens.', { required: true }),
    'output-cost-per-million': decimal('Price of a million output tokens.', { required: true }),
    currency: text('Currency; that of `cost-attribution` when absent.'),
  },
  { required: true, args: ['model'] },
);

const costAttribution = block('What the requests cost.', {
  enabled: flag('Counts costs.', { default: true }),
  'default-input-cost': decimal('Price of a million input tokens of models that are not listed.', { default: 1 }),
  'default-output-cost': decimal('Price of a million output tokens of models that are not listed.', { default: 2 }),
  currency: text('Currency.', { default: 'USD' }),
  pricing: blocks('Prices by model; the first that fits counts.', 'model', price, { default: [], wrapped: true }),
});

const modelRule = block(
  'Where the requests for a model go.',
  {
    model: text('Name of the model; `*` stands for anything.', { required: true }),
    upstream: text('The upstream.', { required: true, form: reference }),
    provider: choice('What it speaks.', providers, { spellings: providerSpellings }),
  },
  { required: true, args: ['model'] },
);

const modelRouting = block('Chooses the upstream by the model that is asked for.', {
  'default-upstream': text('Upstream of models that are not listed.', { form: reference }),
  models: blocks('Rules by model; the first that fits counts.', 'model', modelRule, { default: [] }),
});

/** What makes a route an AI route. */
export const inference = block(
  'Makes the route an AI route: tokens are counted and limited, models are routed.',
  {
    provider: choice('What the upstream speaks.', providers, { default: 'generic', spellings: providerSpellings }),
    'model-header': text('Response header that names the model.'),
    'rate-limit': rateLimit,
    budget,
    'cost-attribution': costAttribution,
    routing: block('How a target is chosen.', {
      strategy: choice('What counts.', ['least-tokens-queued', 'round-robin', 'least-latency'], {
        default: 'least-tokens-queued',
      }),
      'queue-depth-header': text('Response header in which the target tells its queue.'),
    }),
    'model-routing': modelRouting,
    guardrails,
  },
  { later: true },
);
