import type { Fields } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { flag } from '../fields/flag.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';
import { headerName } from '../forms/header-name.ts';

/** Options of the `request-size` filter. */
export const requestSizeFilter = {
  'max-size': size('Largest request body.', { required: true, aliases: ['max-body-size', 'limit'] }),
} as const satisfies Fields;

/** Options of the `request-id` filter. */
export const requestIdFilter = {
  header: text('Header that carries the id.', { default: 'X-Request-Id', form: headerName }),
  accept: choice(
    'Whose ids are kept: those of trusted proxies, of everybody, or of nobody.',
    ['trusted', 'always', 'never'],
    { default: 'trusted' },
  ),
  response: flag('Tells the client the id.', { default: true }),
} as const satisfies Fields;
