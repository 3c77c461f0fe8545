import { block } from '../fields/block.ts';
import { milliseconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { percent } from '../fields/percent.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';
import { headerName } from '../forms/header-name.ts';
import { reference } from '../forms/id.ts';

/** A copy of the traffic for another upstream, whose answers nobody sees. */
export const shadow = block(
  'Sends a copy of the requests to another upstream, whose answers nobody sees.',
  {
    upstream: text('The other upstream.', { required: true, form: reference }),
    percentage: percent('Share of the requests.', { default: 100 }),
    'sample-header': block(
      'Only requests with this header.',
      { name: text('Name.', { required: true, form: headerName }), value: text('Exact value.', { required: true }) },
      { args: ['name', 'value'] },
    ),
    'timeout-ms': milliseconds('Longest wait for an answer.', { default: 5000 }),
    'buffer-body': flag('Sends the request body along.', { default: false }),
    'max-body-bytes': size('Largest request body that is sent along.', { default: 1_048_576 }),
  },
  { later: true },
);
