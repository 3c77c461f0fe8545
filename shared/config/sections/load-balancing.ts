import type { Fields } from '../fields/block.ts';
import { block } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { milliseconds, seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { decimal, whole } from '../fields/number.ts';
import { text } from '../fields/text.ts';
import { kind, variants } from '../fields/variants.ts';
import { hashKey } from '../forms/hash-key.ts';

const key = text(
  'What decides: `client-ip`, `path`, `uri`, `header:<Name>` or `cookie:<name>`; on AI routes also `prompt-prefix`, the beginning of what is asked, or `session`, the user or conversation that the body names.',
  {
    default: 'client-ip',
    form: hashKey,
  },
);

const plainNames = ['round-robin', 'weighted', 'random', 'least-connections', 'weighted-least-connections'] as const;

const sticky = {
  'cookie-name': text('Name of the cookie.', { default: 'SERVERID' }),
  'cookie-ttl': seconds('How long the cookie lasts.', { default: 3600 }),
  'cookie-path': text('Path of the cookie.', { default: '/' }),
  'cookie-secure': flag('Sends the cookie over encrypted connections alone, out of reach of scripts.', {
    default: true,
  }),
  'cookie-same-site': choice('`SameSite` of the cookie.', ['lax', 'strict', 'none'], { default: 'lax' }),
  fallback: choice('How the first target is chosen.', plainNames, {
    default: 'round-robin',
    spellings: {
      weighted: ['weighted-round-robin'],
      'least-connections': ['leastconnections'],
      'round-robin': ['roundrobin'],
    },
  }),
} as const satisfies Fields;

const adaptive = {
  'adjust-interval-secs': seconds('Time between two adjustments.', { default: 10 }),
  'min-weight-ratio': decimal('Smallest weight, as a multiple of the configured one.', {
    default: 0.1,
    min: 0.001,
    max: 1,
  }),
  'max-weight-ratio': decimal('Largest weight, as a multiple of the configured one.', { default: 2, min: 1, max: 100 }),
  'error-threshold': decimal('Share of failures above which the weight falls.', { default: 0.05, max: 1 }),
  'latency-threshold-ms': milliseconds('Latency above which the weight falls.', { default: 500 }),
  'ewma-decay': decimal('Share of the newest measurement in the average.', { default: 0.8, min: 0.01, max: 1 }),
  'recovery-rate': decimal('Factor by which a weight recovers.', { default: 1.1, min: 1, max: 10 }),
  'penalty-rate': decimal('Factor by which a weight falls.', { default: 0.7, min: 0.01, max: 1 }),
  'min-requests': whole('Requests between two adjustments without which nothing is adjusted.', {
    default: 100,
    min: 1,
  }),
} as const satisfies Fields;

const locality = {
  zone: text('Zone this process is in; `SENTINEL_ZONE`, `ZONE` or `REGION` of the environment when absent.'),
  fallback: choice('Where requests go when no target of the zone is available.', ['any', 'none'], { default: 'any' }),
} as const satisfies Fields;

/** How a target is chosen for each request. */
export const loadBalancing = variants(
  'How a target is chosen for each request.',
  {
    tag: 'algorithm',
    common: {},
    cases: {
      'round-robin': kind('One after the other.', {}, { aliases: ['roundrobin'] }),
      weighted: kind('One after the other, by weight.', {}, { aliases: ['weighted-round-robin'] }),
      random: kind('By chance.', {}),
      'least-connections': kind('The one with the fewest requests under way.', {}, { aliases: ['leastconnections'] }),
      'weighted-least-connections': kind(
        'The one with the fewest requests under way for its weight.',
        {},
        {
          aliases: ['weighted-least-conn', 'wlc'],
        },
      ),
      'power-of-two-choices': kind(
        'Of two drawn by chance, the one with fewer requests under way for its weight.',
        {},
        {
          aliases: ['p2c'],
        },
      ),
      'peak-ewma': kind(
        'The one with the lowest recent latency, times its requests under way.',
        {
          'decay-secs': seconds('Time in which old measurements fade.', { default: 10 }),
          'initial-latency-ms': milliseconds('Latency assumed before the first answer.', { default: 1 }),
          'load-penalty': decimal('How much a request under way counts.', { default: 1.5, max: 100 }),
        },
        { aliases: ['peakewma', 'ewma'] },
      ),
      adaptive: kind('By weights that follow failures and latency.', adaptive),
      'ip-hash': kind('Always the same one for a client address.', {}, { aliases: ['iphash'] }),
      'consistent-hash': kind(
        'Always the same one for a key, with few moves when targets change.',
        {
          key,
          'virtual-nodes': whole('Points of each target on the ring.', { default: 150, min: 1, max: 10_000 }),
          'load-bound': decimal('Load above which a target is passed over, as a multiple of the average; 0 for none.', {
            default: 1.25,
            max: 100,
          }),
        },
        { aliases: ['consistenthash'] },
      ),
      maglev: kind('Always the same one for a key, by a table.', { key }),
      'least-tokens-queued': kind(
        'The one with the fewest tokens waiting for its speed.',
        {},
        {
          aliases: ['leasttokensqueued', 'least-tokens'],
        },
      ),
      'least-latency': kind(
        'The one whose answers begin soonest of late; on AI routes, whose first token comes soonest.',
        {},
        { aliases: ['leastlatency'] },
      ),
      'locality-aware': kind('One of the same zone, as long as there is one.', locality, {
        aliases: ['localityaware', 'locality'],
      }),
      'deterministic-subset': kind(
        'One of a fixed part of the targets.',
        { subset: block('The part.', { size: whole('Targets in it.', { default: 10, min: 1 }) }, { default: {} }) },
        { aliases: ['subset', 'subsetting'] },
      ),
      sticky: kind('The one that the cookie of the client names.', sticky, {
        aliases: ['sticky-session', 'stickysession'],
      }),
    },
  },
  { default: { algorithm: 'round-robin' }, args: ['algorithm'], fallback: 'round-robin', short: true },
);
