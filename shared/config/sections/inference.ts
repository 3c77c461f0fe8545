import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { seconds } from '../fields/duration.ts';
import { whole } from '../fields/number.ts';
import { secret } from '../fields/secret.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';
import { absolutePath } from '../forms/absolute-path.ts';
import { headerName } from '../forms/header-name.ts';
import { reference } from '../forms/id.ts';
import { guardrails } from './guardrails.ts';
import { inferenceBudgets, inferenceRateLimit } from './inference-limits.ts';
import { costAttribution } from './inference-money.ts';
import { provider } from './provider.ts';
import { routeKeys } from './virtual-keys.ts';

const modelRule = block(
  'Where the requests for a model go. Rules of the same pattern share its requests by weight.',
  {
    model: text('Name of the model; `*` stands for anything, and case does not matter.', { required: true }),
    upstream: text('The upstream.', { required: true, form: reference }),
    provider: provider('What it speaks; what the upstream says of itself when absent.'),
    as: text('What the model is called there; the same when absent.'),
    weight: whole('Share of the requests, among the rules of the same pattern.', { default: 1, max: 65_535 }),
  },
  { required: true, args: ['model'] },
);

const modelRouting = block('Chooses the upstream by the model that is asked for.', {
  'default-upstream': text('Upstream of models that are not listed; that of the route when absent.', {
    form: reference,
  }),
  models: blocks('Rules by model; the first that fits counts.', 'model', modelRule, { default: [] }),
});

/** What makes a route an AI route. */
export const inference = block(
  'Makes the route an AI route: bodies are read, models are routed, tokens are counted, errors are told as clients of models expect.',
  {
    provider: provider('What upstreams speak that do not say so, and clients at paths that do not tell.', {
      default: 'generic',
    }),
    'model-header': text('Request header that names the model where the body names none.', { form: headerName }),
    'on-model-conflict': choice(
      'What happens when that header names another model than the body: the body counts, or the request is refused.',
      ['body', 'refuse'],
      { default: 'body' },
    ),
    'on-untranslatable': choice(
      'What happens to a request of OpenAI or Anthropic for a provider of the other kind that says what its API has no word for: it is asked without that, which `X-Sentinel-Untranslated` tells, or refused.',
      ['report', 'refuse'],
      { default: 'report' },
    ),
    'token-estimation': choice(
      'How tokens are estimated before a request is sent, and counted where a provider does not tell.',
      ['chars', 'words', 'tiktoken'],
      { default: 'chars', spellings: { chars: ['characters'] } },
    ),
    'default-output-tokens': whole('Tokens that an answer is taken to have where the request sets no limit.', {
      default: 1000,
    }),
    'first-token-timeout': seconds('Longest wait for the first content of a stream.', { default: 300 }),
    'token-timeout': seconds('Longest wait between two pieces of content of a stream.', { default: 120 }),
    'max-answer-bytes': size(
      'Largest answer in one piece that is read before it is sent, and beginning of a stream that is held; a larger one goes on unread.',
      { default: '16MiB', min: 1 },
    ),
    'virtual-keys': routeKeys,
    'rate-limit': inferenceRateLimit,
    budgets: inferenceBudgets,
    'cost-attribution': costAttribution,
    routing: block('How the upstreams of the route choose targets, where they do not say it by "load-balancing".', {
      strategy: choice('What counts.', ['least-tokens-queued', 'round-robin', 'least-latency'], {
        default: 'least-tokens-queued',
      }),
      'queue-depth-header': text(
        'Response header in which the target tells how many requests wait there, for "least-tokens-queued".',
        { form: headerName },
      ),
    }),
    'model-routing': modelRouting,
    guardrails,
  },
);

/** What an upstream that serves models is, for the AI routes that use it. */
export const upstreamInference = block('What the upstream is to AI routes.', {
  provider: provider('What it speaks; what the route says when absent.'),
  'api-key': secret('Key that it is shown in place of whatever the client showed.'),
  'api-key-header': text('Header of the key; that of the provider when absent, else the key stands there as it is.', {
    form: headerName,
  }),
  'strip-prefix': text('Taken from the beginning of the path.', { form: absolutePath }),
  'path-prefix': text('Put before the path.', { form: absolutePath }),
});
