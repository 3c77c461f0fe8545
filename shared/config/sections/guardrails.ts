import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { milliseconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { choices, texts } from '../fields/list.ts';
import { decimal, whole } from '../fields/number.ts';
import { secret } from '../fields/secret.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';
import { id, reference } from '../forms/id.ts';

const failureMode = choice(
  'What happens when the agent fails, or a request cannot be read: the content passes, or is refused.',
  ['open', 'closed'],
  {
    default: 'closed',
    spellings: { open: ['fail-open'], closed: ['fail-closed'] },
  },
);
const status = whole('Status of a blocked request.', { default: 400, min: 400, max: 599 });
const message = text('What the client is told.');
const agent = text('Agent that judges as well.', { form: reference });
const builtin = flag('Uses the detectors of Sentinel itself.', { default: true });
const share = (about: string, byDefault: number) => decimal(about, { default: byDefault, max: 1 });

const promptInjection = block('Looks for attempts to turn the model against its instructions.', {
  enabled: flag('Switches the check on.', { default: false }),
  builtin,
  agent,
  action: choice('What happens to a request that is found.', ['block', 'log', 'warn'], { default: 'block' }),
  threshold: share('Score from which a text is an attempt, 0 to 1.', 0.8),
  weights: block(
    'What a score counts by who speaks, 0 to 1; 0 leaves the texts of a role out.',
    {
      user: share('Texts of users.', 1),
      tool: share('Results of tools.', 1),
      definition: share('Definitions of tools.', 0.9),
      assistant: share('Earlier answers.', 0.9),
      system: share('The instructions themselves.', 0),
    },
    { default: {} },
  ),
  'max-text': size('Characters of one request that are looked at.', { default: '256KiB', min: 1024 }),
  'on-longer': choice(
    'What happens to a longer request: it is treated as found, or the beginning and the end of its texts are looked at.',
    ['block', 'sample'],
    { default: 'block' },
  ),
  'block-status': status,
  'block-message': message,
  'timeout-ms': milliseconds('Longest wait for the agent.', { default: 500 }),
  'failure-mode': failureMode,
});

const pattern = block(
  'A kind of data of your own.',
  {
    category: text('What it is called.', { required: true, form: id }),
    regex: text('What it looks like; a pattern without back-references and lookaround, and without `^` and `$`.', {
      required: true,
    }),
    'max-length': whole('Characters of a find at most; as much of a stream may be held back.', {
      default: 128,
      min: 1,
      max: 512,
    }),
  },
  { required: true, args: ['category', 'regex'] },
);

const on = choices('What is looked at.', ['request', 'response'], { default: ['response'], commas: true });
const onStream = choice(
  'What an agent does with streamed answers: it is asked when they are over, for the log; or requests for streams are refused.',
  ['log', 'refuse'],
  { default: 'log' },
);
const allow = texts('Finds that are left alone, such as "support@example.com" or "*@example.com".', { default: [] });

const piiDetection = block('Looks for personal data and secrets.', {
  enabled: flag('Switches the check on.', { default: false }),
  builtin,
  agent,
  action: choice('What happens to what is found.', ['log', 'redact', 'mask', 'hash', 'block', 'warn'], {
    default: 'log',
  }),
  on,
  categories: texts('Kinds of data to look for; all that are known when absent.', { default: [], commas: true }),
  patterns: blocks('Kinds of data of your own.', 'pattern', pattern, { default: [] }),
  allow,
  'hash-key': secret('Key of the numbers that `hash` puts in the place of finds.'),
  'agent-on-streams': onStream,
  'block-status': status,
  'block-message': message,
  'timeout-ms': milliseconds('Longest wait for the agent.', { default: 1000 }),
  'failure-mode': failureMode,
});

const wordList = block(
  'Words and phrases of one kind.',
  {
    category: text('What they are.', { required: true, form: id }),
    words: texts('Words and phrases, whatever their case.', { default: [] }),
    patterns: texts('Patterns, as in `pii-detection`.', { default: [] }),
  },
  { required: true, args: ['category'] },
);

const moderation = block('Looks for words and phrases that are not wanted.', {
  enabled: flag('Switches the check on.', { default: false }),
  agent,
  action: choice('What happens to what is found.', ['log', 'redact', 'mask', 'block', 'warn'], { default: 'block' }),
  on,
  lists: blocks('What is not wanted.', 'list', wordList, { default: [] }),
  allow,
  'agent-on-streams': onStream,
  'block-status': status,
  'block-message': message,
  'timeout-ms': milliseconds('Longest wait for the agent.', { default: 1000 }),
  'failure-mode': failureMode,
});

/** Checks of what goes to and comes from a model. */
export const guardrails = block('Checks of what goes to and comes from a model.', {
  'prompt-injection': promptInjection,
  'pii-detection': piiDetection,
  moderation,
});
