import { block } from '../fields/block.ts';
import { milliseconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { texts } from '../fields/list.ts';
import { whole } from '../fields/number.ts';
import { percent } from '../fields/percent.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';
import { headerName } from '../forms/header-name.ts';
import { reference } from '../forms/id.ts';
import { methodName } from '../forms/method-name.ts';

/** A copy of the traffic for another upstream, whose answers nobody sees. */
export const shadow = block('Sends a copy of the requests to another upstream, whose answers nobody sees.', {
  upstream: text('The other upstream.', { required: true, form: reference }),
  percentage: percent('Share of the requests.', { default: 100 }),
  'sample-header': block(
    'Only requests with this header.',
    { name: text('Name.', { required: true, form: headerName }), value: text('Exact value.', { required: true }) },
    { args: ['name', 'value'] },
  ),
  methods: texts('Methods of the requests; all when absent.', { default: [], form: methodName, commas: true }),
  'timeout-ms': milliseconds('Longest time from sending a copy to the end of its answer.', { default: 5000 }),
  'buffer-body': flag('Copies requests with a body too, once the body is there; otherwise they are not copied.', {
    default: false,
  }),
  'max-body-bytes': size('Largest request body that is copied.', { default: 1_048_576 }),
  'max-in-flight': whole('Copies under way at once; requests beyond are not copied.', { default: 100, min: 1 }),
});
