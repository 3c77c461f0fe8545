import { block, type Fields } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { seconds } from '../fields/duration.ts';
import { percent } from '../fields/percent.ts';
import { text } from '../fields/text.ts';
import { hashKey } from '../forms/hash-key.ts';
import { headerName } from '../forms/header-name.ts';
import { id, reference } from '../forms/id.ts';

const shown = (about: string) =>
  block(
    about,
    { name: text('Its name.', { required: true, form: headerName }), value: text('Its exact value; any when absent.') },
    { args: ['name', 'value'] },
  );

/** Options of the `traffic-split` filter. */
export const trafficSplitFilter = {
  splits: blocks(
    'Parts of the traffic that go elsewhere. The rest stays with the upstream of the route.',
    'split',
    block(
      'One part.',
      {
        id: text('Its name; "main" is what stays.', { required: true, form: id }),
        upstream: text('The upstream it goes to.', { required: true, form: reference }),
        percent: percent('Its share of the requests that show no header or cookie of any split.', {
          default: 0,
          aliases: ['weight'],
        }),
        header: shown('Requests with this header belong to it.'),
        cookie: shown('Requests with this cookie belong to it.'),
      },
      { required: true, args: ['id'] },
    ),
    { required: true },
  ),
  key: text('What clients are told apart by, so that each stays in its part; each request is on its own when absent.', {
    form: hashKey,
  }),
  'sticky-cookie': text('Cookie that keeps a client in the part it came to first.', { form: headerName }),
  'sticky-max-age-secs': seconds('How long that cookie is kept.', { default: 86_400, minMs: 1000 }),
  'response-header': text('Header that tells the client its part.', { form: headerName }),
} as const satisfies Fields;
