import type { Fields } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { whole } from '../fields/number.ts';

/** How the key of a limit is read from a request. */
export const keyReadingFields = {
  'ipv4-prefix': whole('Bits of an IPv4 address that tell clients apart.', { default: 32, min: 1, max: 32 }),
  'ipv6-prefix': whole('Bits of an IPv6 address that tell clients apart.', { default: 64, min: 1, max: 128 }),
  'on-missing-key': choice(
    'What happens to requests without the key: they are counted by client address, refused with 400, or not counted.',
    ['client-ip', 'reject', 'skip'],
    { default: 'client-ip' },
  ),
} as const satisfies Fields;
