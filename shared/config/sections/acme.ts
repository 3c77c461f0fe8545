import { block } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { texts } from '../fields/list.ts';
import { whole } from '../fields/number.ts';
import { secret } from '../fields/secret.ts';
import { text } from '../fields/text.ts';
import { httpUrl } from '../forms/http-url.ts';

const propagation = block('How to wait until a DNS record is seen.', {
  'initial-delay-secs': seconds('Wait before the first look.', { default: 10, minMs: 0 }),
  'check-interval-secs': seconds('Wait between two looks.', { default: 5 }),
  'timeout-secs': seconds('When to give up.', { default: 120 }),
  nameservers: texts('Addresses of the name servers to ask.', { default: [] }),
});

const dnsProvider = block('Who changes DNS records for the DNS-01 challenge.', {
  type: choice('The kind of provider.', ['hetzner', 'cloudflare', 'webhook'], { required: true }),
  'credentials-file': text('File with the credentials: JSON, or a token alone.'),
  'credentials-env': text('Environment variable with the credentials.'),
  'api-timeout-secs': seconds('Longest wait for an answer of the provider.', { default: 30 }),
  url: text('Address of the webhook.', { form: httpUrl }),
  'auth-header': secret('Value of the `Authorization` header for the webhook.'),
  propagation,
});

/** Certificates that are fetched and renewed by themselves (RFC 8555). */
export const acme = block(
  'Certificates that are fetched and renewed by themselves.',
  {
    email: text('Contact address for the certificate authority.', { required: true }),
    domains: texts('Names the certificate is for; the first names its folder.', { required: true, commas: true }),
    'server-url': text('Directory of the certificate authority; Let’s Encrypt when absent.', { form: httpUrl }),
    staging: flag('Uses the staging directory of Let’s Encrypt.', { default: false }),
    eab: block('External account binding.', {
      kid: text('Key id.', { required: true }),
      'hmac-key': secret('Key.', { required: true }),
    }),
    storage: text('Folder for account and certificates.', { default: '/var/lib/sentinel/acme' }),
    'renew-before-days': whole('Days before the end of a certificate at which it is renewed.', {
      default: 30,
      min: 1,
      max: 365,
    }),
    'challenge-type': choice('How the names are proved.', ['http-01', 'dns-01'], {
      default: 'http-01',
      spellings: { 'http-01': ['http01', 'http'], 'dns-01': ['dns01', 'dns'] },
    }),
    'key-type': choice('Kind of key.', ['ecdsa-p256', 'ecdsa-p384'], {
      default: 'ecdsa-p256',
      spellings: { 'ecdsa-p256': ['p256', 'ecdsa'], 'ecdsa-p384': ['p384'] },
    }),
    'dns-provider': dnsProvider,
  },
  { later: true },
);
