import { block } from '../fields/block.ts';
import { flag } from '../fields/flag.ts';
import { text } from '../fields/text.ts';

/** How the other side of a connection is verified, and what it is shown. */
export const tlsFields = {
  sni: text('Name to ask for and to verify; the host of the target when absent.', { needs: 'upstream-sni' }),
  'insecure-skip-verify': flag('Takes any certificate. Anyone on the way can then read and change everything.', {
    default: false,
    needs: 'upstream-tls-trust',
  }),
  'client-cert': text('Certificate to show, PEM file.', { holds: 'certificates', needs: 'upstream-tls-trust' }),
  'client-key': text('Its private key, PEM file.', { holds: 'private-key', needs: 'upstream-tls-trust' }),
  'ca-cert': text('Authorities to trust in place of the public ones, PEM file.', {
    holds: 'certificates',
    needs: 'upstream-tls-trust',
  }),
} as const;

/** How connections to an upstream are encrypted. */
export const upstreamTls = block('Encrypts the connections to the targets.', tlsFields);
