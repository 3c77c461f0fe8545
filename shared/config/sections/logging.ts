import { block } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { flag } from '../fields/flag.ts';
import { decimal, whole } from '../fields/number.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';
import { logFields } from './log-fields.ts';

const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const;
const spellings = { warn: ['warning'] };

const rotate = block('When a log file is put aside and a new one begun.', {
  'max-size': size('Size at which it is put aside.', { default: '100MB', min: 1024 }),
  keep: whole('Files put aside that are kept.', { default: 5, max: 1000 }),
});

const file = text('`stdout`, `stderr`, or a file.', { default: 'stdout' });
const bufferSize = size('Bytes gathered before they are written; 0 writes each line at once.', {
  default: 65_536,
  needs: 'log-files',
});

const accessLog = block('One line for each request.', {
  enabled: flag('Switches it on.', { default: true }),
  file,
  format: choice('Form of the lines.', ['json', 'combined'], {
    default: 'json',
    spellings: { combined: ['clf', 'common', 'text'] },
  }),
  'buffer-size': bufferSize,
  'sample-rate': decimal('Share of the requests that are logged.', { default: 1, max: 1 }),
  'sample-errors-always': flag('Logs every request that failed, whatever the share.', { default: true }),
  'include-trace-id': flag('Puts the correlation id into each line.', { default: true }),
  fields: logFields,
  rotate,
});

const errorLog = block(
  'What goes wrong.',
  {
    enabled: flag('Switches it on.', { default: true }),
    file: text('`stdout`, `stderr`, or a file.', { default: 'stderr' }),
    level: choice('Least level that is logged.', levels, { default: 'warn', spellings }),
    'buffer-size': bufferSize,
    rotate,
  },
  { default: {} },
);

const auditLog = block('What was refused or changed.', {
  enabled: flag('Switches it on.', { default: true }),
  file,
  'buffer-size': bufferSize,
  'log-blocked': flag('Logs refused requests.', { default: true }),
  'log-agent-decisions': flag('Logs what agents decide.', { default: true, later: true }),
  'log-waf-events': flag('Logs what the firewall finds.', { default: true, later: true }),
  rotate,
});

/** What is logged, and where. */
export const logging = block(
  'What is logged, and where.',
  {
    level: choice('Least level of the lines about the program.', levels, {
      default: 'info',
      spellings,
      needs: 'process-control',
    }),
    format: choice('Form of the lines about the program.', ['json', 'pretty'], {
      default: 'json',
      spellings: { pretty: ['text'] },
      needs: 'process-control',
    }),
    timestamps: flag('Puts the time into each line about the program.', { default: true, needs: 'process-control' }),
    file: text('Where the lines about the program go: `stdout`, `stderr`, or a file.', {
      default: 'stdout',
      needs: 'process-control',
    }),
    'access-log': accessLog,
    'error-log': errorLog,
    'audit-log': auditLog,
  },
  { default: {} },
);
