import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { milliseconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { decimals } from '../fields/list.ts';
import { decimal, whole } from '../fields/number.ts';
import { period } from '../fields/period.ts';
import { secret } from '../fields/secret.ts';
import { text } from '../fields/text.ts';
import { headerName } from '../forms/header-name.ts';
import { httpUrl } from '../forms/http-url.ts';
import { limitKey } from '../forms/limit-key.ts';
import { timeZone } from '../forms/time-zone.ts';
import { budgetLedger, ownLedger } from './ledger.ts';

const aboutKey =
  'Who shares it: `client-ip`, `api-key`, `header:<Name>`, `cookie:<name>`, `jwt-claim:<name>`, `route`, `global`, or several with `+` between';

const missingKey = choice(
  'What happens to requests without the key: they are refused with 400, counted by client address, or counted together.',
  ['reject', 'client-ip', 'shared'],
  { default: 'client-ip' },
);

/** How many tokens and requests are let through in a minute. */
export const inferenceRateLimit = block('How many tokens and requests a client may use per minute.', {
  'tokens-per-minute': whole('Tokens per minute, input and output together.', { min: 1 }),
  'input-tokens-per-minute': whole('Input tokens per minute.', { min: 1 }),
  'output-tokens-per-minute': whole('Output tokens per minute.', { min: 1 }),
  'requests-per-minute': whole('Requests per minute.', { min: 1 }),
  'burst-tokens': whole(
    'Tokens that may be used at once, and the largest request there can be; those of a minute, at least 10000, when absent.',
    { min: 1 },
  ),
  'burst-requests': whole('Requests let through at once; those of a minute when absent.', { min: 1 }),
  algorithm: choice(
    'How tokens are counted: a bucket makes what was underestimated be paid back, a window does not wait for what long answers hold.',
    ['token-bucket', 'sliding-window'],
    { default: 'token-bucket' },
  ),
  key: text(`${aboutKey}.`, { default: 'client-ip', form: limitKey }),
  'on-missing-key': missingKey,
  'estimation-method': choice(
    'The older place of `token-estimation`, which it replaces.',
    ['chars', 'words', 'tiktoken'],
    { spellings: { chars: ['characters'] }, aliases: ['token-estimation'] },
  ),
  ledger: ownLedger,
});

const webhook = block(
  'Where alerts are posted as JSON.',
  {
    url: text('Its address.', { required: true, form: httpUrl }),
    header: text('Header that shows who posts it.', { default: 'Authorization', form: headerName }),
    secret: secret('Value of that header.'),
    'timeout-ms': milliseconds('Longest wait for an answer.', { default: 5000 }),
  },
  { args: ['url'] },
);

const budget = block(
  'How much a client may use in a period.',
  {
    name: text('What it is called in logs and alerts.', { default: 'budget' }),
    scope: choice(
      'Which routes use it up together: this one, all of its namespace, or all there are. Those that do say the same of it.',
      ['route', 'namespace', 'all'],
      { default: 'route' },
    ),
    limit: whole('Tokens in each period.', { min: 1, max: Number.MAX_SAFE_INTEGER }),
    'cost-limit': decimal('Money in each period, in the currency of `cost-attribution`.', {
      min: 0.000001,
      max: 4_000_000_000,
    }),
    period: period('`hourly`, `daily`, `weekly`, `monthly`, or a number of seconds.', { default: 'daily' }),
    rolling: flag('Counts any span as long as the period, not those of the calendar.', { default: false }),
    'time-zone': text('Time zone whose calendar counts.', { default: 'UTC', form: timeZone }),
    enforce: flag('Refuses requests once the budget is used up; else they are let through with a warning.', {
      default: true,
    }),
    'burst-allowance': decimal('Share by which the budget may be overdrawn.', { default: 0, max: 10 }),
    rollover: flag('Adds what is left to the next period.', { default: false }),
    'rollover-share': decimal('Most that is added, as a share of the budget; 1 when absent.', { max: 12 }),
    'alert-thresholds': decimals('Shares of the budget that are told of once a period.', {
      default: [0.8, 0.9, 0.95],
      aliases: ['alert-threshold'],
    }),
    webhook,
    key: text(`${aboutKey}; as for \`rate-limit\` when absent.`, { form: limitKey, aliases: ['tenant-key'] }),
    'on-missing-key': missingKey,
    'max-tenants': whole('Clients counted at once by a budget whose `ledger` is `local`; 10000 when absent.', {
      min: 1,
    }),
    ledger: budgetLedger,
    'hourly-limit': whole('Tokens in each hour, a budget of its own beside or instead of `limit`.', { min: 1 }),
    'daily-limit': whole('Tokens in each day, likewise.', { min: 1 }),
    'monthly-limit': whole('Tokens in each month, likewise.', { min: 1 }),
  },
  { required: true, args: ['name'] },
);

/** How much may be used in periods. */
export const inferenceBudgets = blocks('Budgets that hold together.', 'budget', budget, { default: [], wrapped: true });
