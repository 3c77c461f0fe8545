import { logFieldNames } from '../../filters/log.ts';
import type { Fields } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { flag } from '../fields/flag.ts';
import { choices, texts } from '../fields/list.ts';
import { size } from '../fields/size.ts';
import { headerName } from '../forms/header-name.ts';

/** Options of the `log` filter. */
export const logFilter = {
  'log-request': flag('Writes a line when a request comes.', { default: true }),
  'log-response': flag('Writes a line when its answer is through.', { default: true }),
  'log-body': flag('Adds the beginning of bodies that are text; values with names of secrets are left out.', {
    default: false,
  }),
  'max-body-log-size': size('Bytes of a body that are added.', { default: 4096, min: 1 }),
  level: choice(
    'Level of the lines; none are written below the `level` of `logging`.',
    ['trace', 'debug', 'info', 'warn', 'error'],
    { default: 'info', spellings: { warn: ['warning'] } },
  ),
  fields: choices('Fields that are written; all when empty.', logFieldNames, { default: [], commas: true }),
  headers: texts('Request headers that are written too; those with names of secrets as `***`.', {
    default: [],
    commas: true,
    form: headerName,
  }),
} as const satisfies Fields;
