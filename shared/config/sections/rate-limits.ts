import { block } from '../fields/block.ts';
import { whole } from '../fields/number.ts';
import { text } from '../fields/text.ts';
import { limitKey } from '../forms/limit-key.ts';

const key = text('Who shares the limit: `client-ip`, `path`, `route`, `client-ip-and-path` or `header:<Name>`.', {
  default: 'client-ip',
  form: limitKey,
});

/** Limits for all routes. */
export const rateLimits = block(
  'Limits for all routes.',
  {
    'default-rps': whole('Requests per second of routes without a limit of their own.', { min: 1 }),
    'default-burst': whole('Requests that such a route lets through at once.', { min: 1 }),
    key,
    global: block('A limit over everything.', {
      'max-rps': whole('Requests per second.', { required: true, min: 1 }),
      burst: whole('Requests let through at once.', { default: 10, min: 1 }),
      key,
    }),
  },
  { later: true },
);
