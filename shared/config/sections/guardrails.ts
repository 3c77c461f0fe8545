import { block } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { milliseconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { texts } from '../fields/list.ts';
import { whole } from '../fields/number.ts';
import { text } from '../fields/text.ts';
import { reference } from '../forms/id.ts';

const failureModes = ['open', 'closed'] as const;
const spellings = { open: ['fail-open'], closed: ['fail-closed'] };

/** Checks of what goes to and comes from a model. */
export const guardrails = block(
  'Checks of what goes to and comes from a model.',
  {
    'prompt-injection': block('Looks for attempts to turn the model against its instructions.', {
      enabled: flag('Switches the check on.', { default: false }),
      agent: text('Agent that judges.', { required: true, form: reference }),
      action: choice('What happens to a request that is found.', ['block', 'log', 'warn'], { default: 'log' }),
      'block-status': whole('Status of a blocked request.', { default: 400, min: 400, max: 599 }),
      'block-message': text('What the client is told.'),
      'timeout-ms': milliseconds('Longest wait for the agent.', { default: 500 }),
      'failure-mode': choice('What happens when the agent fails.', failureModes, { default: 'open', spellings }),
    }),
    'pii-detection': block('Looks for personal data.', {
      enabled: flag('Switches the check on.', { default: false }),
      agent: text('Agent that judges.', { required: true, form: reference }),
      action: choice('What happens to what is found.', ['log', 'redact', 'block'], { default: 'log' }),
      categories: texts('Kinds of data to look for.', { default: [], commas: true }),
      'timeout-ms': milliseconds('Longest wait for the agent.', { default: 1000 }),
      'failure-mode': choice('What happens when the agent fails.', failureModes, { default: 'open', spellings }),
    }),
  },
  { later: true },
);
