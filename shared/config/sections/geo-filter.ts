import type { Fields } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { texts } from '../fields/list.ts';
import { whole } from '../fields/number.ts';
import { text } from '../fields/text.ts';
import { countryCode } from '../forms/country-code.ts';
import { headerName } from '../forms/header-name.ts';

const policy = { open: ['fail-open'], closed: ['fail-closed'] } as const;

/** Options of the `geo` filter. */
export const geoFilter = {
  'database-path': text('Database of addresses and countries, in the MaxMind format; on Workers the platform knows.', {
    needs: 'geo-database',
    isFile: true,
  }),
  'database-type': choice(
    'Form of the database; when absent, that which its name ends in. The form that IP2Location has for itself (`.bin`) is not read.',
    ['maxmind', 'ip2location'],
  ),
  action: choice('What happens to the listed countries.', ['block', 'allow', 'log-only'], { default: 'block' }),
  countries: texts('Country codes: two letters.', { default: [], commas: true, form: countryCode }),
  'on-failure': choice('What happens when the country cannot be looked up.', ['open', 'closed'], {
    default: 'open',
    spellings: policy,
  }),
  'on-unknown': choice(
    'What happens when nothing is known of the address; when absent, "closed" beside `action "allow"`, else "open".',
    ['open', 'closed'],
    { spellings: policy },
  ),
  'status-code': whole('Status of a blocked request.', { default: 403, min: 400, max: 599 }),
  'block-message': text('What the client is told.'),
  'cache-ttl-secs': seconds('How long an answer is remembered.', { default: 3600, minMs: 0 }),
  'add-country-header': flag('Adds `X-GeoIP-Country` to responses.', { default: true }),
  'upstream-header': text('Header that tells the upstream the country. One that the client sent is removed.', {
    form: headerName,
  }),
} as const satisfies Fields;
