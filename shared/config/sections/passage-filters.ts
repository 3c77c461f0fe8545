import type { Fields } from '../fields/block.ts';
import { milliseconds, seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { texts } from '../fields/list.ts';
import { whole } from '../fields/number.ts';
import { percent } from '../fields/percent.ts';
import { secret } from '../fields/secret.ts';
import { text } from '../fields/text.ts';
import { absolutePath } from '../forms/absolute-path.ts';
import { cidr } from '../forms/cidr.ts';
import { headerName } from '../forms/header-name.ts';

/** Options of the `strip-prefix` filter. */
export const stripPrefixFilter = {
  prefixes: texts('Beginnings that are taken away, on the bounds of segments; of several that fit, the longest.', {
    required: true,
    form: absolutePath,
    aliases: ['prefix'],
  }),
  'forwarded-prefix': flag('Tells the upstream what was taken away, in `X-Forwarded-Prefix`.', { default: true }),
} as const satisfies Fields;

/** Options of the `ip-access` filter. */
export const ipAccessFilter = {
  allow: texts('Addresses and networks that are let through; all, when there are none.', { default: [], form: cidr }),
  deny: texts('Addresses and networks that are refused, even where `allow` has them.', { default: [], form: cidr }),
  'status-code': whole('Status of the refusal.', { default: 403, min: 400, max: 599 }),
  message: text('What the client is told.'),
} as const satisfies Fields;

/** Options of the `maintenance` filter. */
export const maintenanceFilter = {
  enabled: flag('Whether the maintenance goes on now.', { default: true }),
  'status-code': whole('Status of the answer.', { default: 503, min: 400, max: 599 }),
  message: text('What the client is told.'),
  'retry-after-secs': seconds('When clients should come back, in `Retry-After`.'),
  allow: texts('Addresses and networks of clients that are let through.', { default: [], form: cidr }),
  'bypass-header': text('Header in which `bypass-secret` is shown. The upstream does not see it.', {
    default: 'X-Maintenance-Bypass',
    form: headerName,
  }),
  'bypass-secret': secret('Who shows this is let through. At least 8 characters.'),
} as const satisfies Fields;

/** Options of the `fault` filter. */
export const faultFilter = {
  'delay-ms': milliseconds('How long requests are held back.'),
  'delay-percent': percent('Share of the requests that are held back.', { default: 100 }),
  'abort-status': whole('Status that requests fail with.', { min: 400, max: 599 }),
  'abort-percent': percent('Share of the requests that fail.', { default: 100 }),
  message: text('What the client is told.'),
  header: text('Only requests with this header are touched.', { form: headerName }),
} as const satisfies Fields;
