import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { texts } from '../fields/list.ts';
import { text } from '../fields/text.ts';
import { cipherSuite } from '../forms/cipher-suite.ts';
import { serverName } from '../forms/server-name.ts';
import { acme } from './acme.ts';

const versions = ['1.2', '1.3'] as const;
const spellings = { '1.2': ['tls1.2', 'tlsv1.2'], '1.3': ['tls1.3', 'tlsv1.3'] };

const sni = block(
  'A certificate for some names.',
  {
    hostnames: texts(
      'Names the certificate is used for, in place of those in it; `*.` stands for any labels, and the longest name goes first.',
      { default: [], form: serverName, commas: true },
    ),
    'priority-hostnames': texts('Names in the certificate that it wins over others which hold them too.', {
      default: [],
      form: serverName,
      commas: true,
    }),
    'cert-file': text('Certificate and its chain, PEM.', { holds: 'certificates' }),
    'key-file': text('Private key, PEM.', { holds: 'private-key' }),
    acme,
  },
  { required: true },
);

const sniCerts = block(
  'A folder whose certificates are all used, by the names in them.',
  {
    'cert-folder': text('Folder with pairs of certificate and key.', { required: true }),
    'reload-mode': choice('When the folder is read again.', ['off', 'interval', 'watch'], { default: 'off' }),
    'reload-interval': seconds('Wait between two reads.', { default: 30 }),
  },
  { later: true },
);

/** How a listener encrypts. */
export const listenerTls = block(
  'How the listener encrypts.',
  {
    'cert-file': text('Certificate and its chain, PEM; for clients that ask for a name nothing else stands for.', {
      holds: 'certificates',
    }),
    'key-file': text('Private key, PEM.', { holds: 'private-key' }),
    'ca-file': text('Authorities that client certificates must come from, PEM.', { holds: 'certificates' }),
    'client-auth': flag('Asks clients for a certificate and refuses those without.', { default: false }),
    'min-version': choice('Oldest version of TLS that is spoken.', versions, { default: '1.2', spellings }),
    'max-version': choice('Newest version of TLS that is spoken.', versions, { spellings }),
    'cipher-suites': texts('Cipher suites that are offered; those of the runtime when absent.', {
      default: [],
      aliases: ['cipher-suite'],
      commas: true,
      form: cipherSuite,
      needs: 'tls-cipher-suites',
    }),
    'ocsp-stapling': flag('Sends the revocation status along with the certificate.', { default: false, later: true }),
    'session-resumption': flag('Lets clients resume a session.', { default: true }),
    sni: blocks('Further certificates by name.', 'sni', sni, { default: [] }),
    'sni-certs': sniCerts,
    'allow-sni-overlaps': flag('Lets two certificates claim the same name.', { default: false, later: true }),
    acme,
  },
  { needs: 'tls-listeners' },
);
