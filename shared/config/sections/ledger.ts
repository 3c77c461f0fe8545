import type { Fields } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { milliseconds, seconds } from '../fields/duration.ts';
import { decimal, whole } from '../fields/number.ts';
import { present } from '../fields/present.ts';
import { secret } from '../fields/secret.ts';
import { text } from '../fields/text.ts';
import { kind, variants } from '../fields/variants.ts';

/** What happens while a store does not answer. */
const failure = {
  'failure-mode': choice(
    'What happens while the store does not answer: `closed` refuses, `open` lets through, `local` counts in this process.',
    ['closed', 'open', 'local'],
    { default: 'closed', spellings: { closed: ['fail-closed'], open: ['fail-open'] } },
  ),
  'local-share': decimal('Share of each limit that one process lets through while it counts by itself.', {
    default: 0.5,
    min: 0.001,
    max: 1,
  }),
} as const satisfies Fields;

const guardOf = (timeoutMs: number) => ({
  'timeout-ms': milliseconds('Longest wait for the store.', { default: timeoutMs }),
  ...failure,
});
/** Other processes hold a file for microseconds; the disk may make them take longer, and all requests wait meanwhile. */
const file = guardOf(100);
/** A store in the same network answers within a millisecond: who has to wait for 50 had better do without. */
const near = guardOf(50);
/** Over HTTP a store may be a continent away, and have to wake up. */
const far = guardOf(500);

/** Slices of limits that are spent without asking. */
const lease = {
  'lease-share': decimal(
    'Share of each limit that one process takes at once and spends without asking; 0 always asks.',
    { default: 0, max: 1 },
  ),
  'lease-secs': seconds('How long such a share is kept at most.', { default: 10 }),
} as const satisfies Fields;

const prefix = text('Beginning of the keys in the store.', { default: 'sentinel:' });
const poolSize = whole('Connections to the store.', { default: 2, min: 1, max: 1000 });

const stores = {
  tag: 'backend',
  common: {},
  cases: {
    local: kind(
      'In this process, or in a file that its processes share.',
      { 'max-keys': whole('Counters kept at once.', { default: 100_000, min: 1 }) },
      { aliases: ['memory'] },
    ),
    sqlite: kind('In a file.', { file: text('The file.', { required: true, needs: 'files' }), ...file }),
    redis: kind('In Redis.', {
      url: secret('Its address, `redis://` or `rediss://`.', { default: 'redis://127.0.0.1:6379' }),
      prefix,
      'pool-size': poolSize,
      ...near,
      ...lease,
    }),
    upstash: kind('In a Redis that is asked over HTTP.', {
      url: secret('Its address, `https://`.', { required: true }),
      token: secret('Token that it asks for.', { required: true }),
      prefix,
      ...far,
      ...lease,
    }),
    memcached: kind(
      'In Memcached, which counts requests alone.',
      {
        url: secret('Its address.', { default: 'memcache://127.0.0.1:11211' }),
        prefix,
        'pool-size': poolSize,
        ...near,
      },
      { aliases: ['memcache'] },
    ),
    'durable-object': kind('In Durable Objects.', {
      binding: text('Binding of the Worker; `SENTINEL_LEDGER` when neither it nor `url` is there.'),
      url: secret('Address of a Worker that has them, for servers elsewhere.'),
      token: secret('Token that this Worker asks for.'),
      ...far,
      ...lease,
    }),
  },
} as const;

const store = variants('Where counts are kept.', stores, { args: ['backend'], fallback: 'local', required: true });

/** Where counts are kept, for all limits that name no store of their own. */
export const ledger = present(
  { ...store, about: 'Where counts are kept that must be kept once.' },
  { default: { backend: 'local' } },
);

/** Where the counts of one limit are kept. */
export const ownLedger = present(
  { ...store, about: 'Where the counts are kept; as the `ledger` at the top says when absent.' },
  {},
);

/** Where one budget is counted, which a restart must not forget. */
export const budgetLedger = present(
  {
    ...store,
    about:
      'Where it is counted; when absent, where the `ledger` at the top says, and if that is in memory, in a file of the `state-directory`, or in Durable Objects.',
  },
  {},
);
