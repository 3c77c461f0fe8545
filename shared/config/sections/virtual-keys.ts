import { keyPeriods } from '../../keys/key-record.ts';
import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { texts } from '../fields/list.ts';
import { decimal, whole } from '../fields/number.ts';
import { pairs } from '../fields/pairs.ts';
import { text } from '../fields/text.ts';
import { cidr } from '../forms/cidr.ts';
import { id, reference } from '../forms/id.ts';
import { instant } from '../forms/instant.ts';
import { keyHash } from '../forms/key-hash.ts';
import { timeZone } from '../forms/time-zone.ts';

const limits = block('How much the key may use in a minute, over all AI routes together.', {
  'requests-per-minute': whole('Requests per minute.', { min: 1 }),
  'tokens-per-minute': whole('Tokens per minute, input and output together.', { min: 1 }),
  'input-tokens-per-minute': whole('Input tokens per minute.', { min: 1 }),
  'output-tokens-per-minute': whole('Output tokens per minute.', { min: 1 }),
  'burst-tokens': whole('Tokens that may be used at once; those of a minute, at least 10000, when absent.', { min: 1 }),
  'burst-requests': whole('Requests let through at once; those of a minute when absent.', { min: 1 }),
});

const budget = block(
  'How much the key may use in a period, over all AI routes together.',
  {
    name: text('What it is called in logs and alerts.', { required: true }),
    limit: whole('Tokens in each period.', { min: 1, max: Number.MAX_SAFE_INTEGER }),
    'cost-limit': decimal('Money in each period, in the currency of the routes.', {
      min: 0.000001,
      max: 4_000_000_000,
    }),
    period: choice('How long it is for.', keyPeriods, {
      default: 'day',
      spellings: { hour: ['hourly'], day: ['daily'], week: ['weekly'], month: ['monthly'] },
    }),
    'time-zone': text('Time zone whose calendar counts.', { default: 'UTC', form: timeZone }),
    enforce: flag('Refuses requests once the budget is used up; else they are let through with a warning.', {
      default: true,
    }),
  },
  { required: true, args: ['name'] },
);

const key = block(
  'A key that is declared here, by the hash of its text.',
  {
    id: text('Name in logs and counts.', { required: true, form: id }),
    hash: text('SHA-256 of its text; `sentinel keys make` makes both.', { required: true, form: keyHash }),
    routes: texts('Routes it opens; all that take keys when there are none.', {
      default: [],
      form: reference,
      commas: true,
    }),
    models: texts('Models it may ask for; `*` stands for anything; all when there are none.', {
      default: [],
      commas: true,
    }),
    addresses: texts('Addresses or ranges it may be used from; all when there are none.', {
      default: [],
      form: cidr,
      commas: true,
    }),
    expires: text('When it ends; never when absent.', { form: instant }),
    limits,
    budgets: blocks('Budgets that hold together.', 'budget', budget, { default: [] }),
    metadata: pairs('Whatever there is to remember of it; limits may be counted by it.', { default: {} }),
  },
  { required: true, args: ['id'] },
);

/** Keys of Sentinel's own. */
export const virtualKeys = block('Keys that Sentinel issues, in place of those of the providers.', {
  store: choice(
    'Where keys are kept that are issued while the program runs: on disk (on Workers in a Durable Object, by the binding `SENTINEL_KEYS`), in memory, or nowhere, so that those declared here are all there are.',
    ['disk', 'memory', 'none'],
    { default: 'disk', spellings: { disk: ['durable'] } },
  ),
  file: text('File of the store `disk`; `keys.db` in the `state-directory` when absent.', { needs: 'files' }),
  'cache-secs': seconds('How long an instance goes by what it knows of a key: the longest until a change is felt.', {
    default: 5,
    minMs: 0,
  }),
  'max-cached': whole('Keys that an instance remembers.', { default: 10_000, min: 1, max: 1_000_000 }),
  keys: blocks('Keys that are declared here.', 'key', key, { default: [] }),
});

/** Whether an AI route takes virtual keys. */
export const routeKeys = choice(
  'Whether requests need a virtual key: they do, when absent, wherever there is a `virtual-keys` block; with `optional` those go on too that show none.',
  ['required', 'optional', 'off'],
);
