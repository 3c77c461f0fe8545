import { block, type Fields } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { wholes } from '../fields/list.ts';
import { whole } from '../fields/number.ts';
import { pairs } from '../fields/pairs.ts';
import { text } from '../fields/text.ts';

const formats = ['json', 'html', 'text', 'xml'] as const;

const page = block(
  'The page of one status.',
  {
    status: whole('The status.', { required: true, min: 400, max: 599 }),
    format: choice('Form of the page; `default-format` when absent.', formats),
    template: text(
      'Text of the page; `{{status}}`, `{{title}}`, `{{message}}`, `{{request_id}}`, `{{timestamp}}` are filled in.',
    ),
    message: text('What the client is told.'),
    headers: pairs('Headers of the page.', { default: {} }),
  },
  { required: true, args: ['status'] },
);

/** What errors look like. */
const errorPageFields = {
  'default-format': choice('Form of the pages; chosen by the client and the service type when absent.', formats),
  pages: blocks('Pages by status.', 'page', page, { default: [] }),
} as const satisfies Fields;

/** What Sentinel's own errors look like. */
export const errorPages = block('What errors that Sentinel answers itself look like.', errorPageFields);

/** Options of the `error-pages` filter. */
export const errorPagesFilter = {
  ...errorPageFields,
  intercept: wholes('Statuses of the upstream whose answers give way to a page.', { default: [], min: 400, max: 599 }),
} as const satisfies Fields;
