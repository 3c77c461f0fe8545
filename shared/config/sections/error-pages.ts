import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
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

/** What Sentinel's own errors look like. */
export const errorPages = block('What errors that Sentinel answers itself look like.', {
  'default-format': choice('Form of the pages; chosen by the client and the service type when absent.', formats),
  pages: blocks('Pages by status.', 'page', page, { default: [] }),
});
