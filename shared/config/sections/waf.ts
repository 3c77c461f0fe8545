import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { flag } from '../fields/flag.ts';
import { texts } from '../fields/list.ts';
import { decimal, whole } from '../fields/number.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';

const scope = {
  name: '"global", "path=<path>" or "host=<host>"',
  accepts: (value: string) => /^(?:global|(?:path|host)=.+)$/i.test(value),
};

const exclusion = block(
  'Rules that do not count.',
  {
    'rule-ids': texts('Their ids.', { required: true, commas: true }),
    scope: text('Where they do not count.', { default: 'global', form: scope }),
  },
  { required: true, rest: 'rule-ids' },
);

const ruleset = block(
  'Which rules count.',
  {
    'crs-version': text('Version of the core rule set.', { default: '3.3.4' }),
    'custom-rules-dir': text('Folder with further rules.'),
    'paranoia-level': whole('How suspicious the rules are.', { default: 1, min: 1, max: 4 }),
    'anomaly-threshold': whole('Score from which a request is refused.', { default: 5, min: 1 }),
    exclusions: blocks('Rules that do not count.', 'exclusion', exclusion, { default: [] }),
  },
  { default: {} },
);

const bodyInspection = block(
  'Which bodies are looked at.',
  {
    'inspect-request-body': flag('Looks at request bodies.', { default: true }),
    'inspect-response-body': flag('Looks at response bodies.', { default: false }),
    'max-inspection-bytes': size('Largest part that is looked at.', {
      default: 1_048_576,
      aliases: ['max-body-inspection-bytes'],
    }),
    'content-types': texts('Media types that are looked at.', {
      default: [
        'application/x-www-form-urlencoded',
        'multipart/form-data',
        'application/json',
        'application/xml',
        'text/xml',
      ],
      commas: true,
    }),
    decompress: flag('Looks into compressed bodies.', { default: false }),
    'max-decompression-ratio': decimal('How many times larger a body may become.', { default: 100, min: 1 }),
  },
  { default: {} },
);

/** The web application firewall. */
export const waf = block(
  'The web application firewall.',
  {
    engine: text('What judges: `coraza`, `modsecurity`, or another by name.', { default: 'coraza' }),
    mode: choice('What happens to what is found.', ['prevention', 'detection', 'off'], {
      default: 'prevention',
      spellings: { prevention: ['prevent', 'block'], detection: ['detect'] },
    }),
    'audit-log': flag('Logs what is found.', { default: true }),
    ruleset,
    'body-inspection': bodyInspection,
  },
  { later: true, offWhen: { mode: 'off' } },
);
