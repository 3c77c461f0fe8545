import type { Fields } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { text } from '../fields/text.ts';
import { fieldValue } from '../forms/field-value.ts';

const header = (name: string) => text(`\`${name}\`, or \`off\`; that of the preset when absent.`, { form: fieldValue });

/** Options of the `security-headers` filter. */
export const securityHeadersFilter = {
  preset: choice('Set of headers to begin with.', ['basic', 'strict', 'api', 'legacy', 'none'], { default: 'basic' }),
  'content-security-policy': text('`Content-Security-Policy`, or `off`; that of the preset when absent.', {
    form: fieldValue,
    aliases: ['csp'],
  }),
  'content-security-policy-report-only': text('`Content-Security-Policy-Report-Only`; none when absent.', {
    form: fieldValue,
  }),
  'frame-options': choice('`X-Frame-Options`, or `off`; that of the preset when absent.', [
    'deny',
    'sameorigin',
    'off',
  ]),
  'referrer-policy': header('Referrer-Policy'),
  'permissions-policy': header('Permissions-Policy'),
  'cross-origin-opener-policy': header('Cross-Origin-Opener-Policy'),
  'cross-origin-resource-policy': header('Cross-Origin-Resource-Policy'),
  'cross-origin-embedder-policy': header('Cross-Origin-Embedder-Policy'),
  'hsts-max-age-secs': seconds('How long browsers use HTTPS alone, once they have; 0 does not ask for it.', {
    default: 31_536_000,
    minMs: 0,
    aliases: ['hsts-max-age'],
  }),
  'hsts-include-subdomains': flag('Asks for it on all names below as well.', { default: false }),
  'hsts-preload': flag('Lets browsers be built with it.', { default: false }),
  override: flag('Replaces what the upstream sent, rather than to leave it.', { default: false }),
  'hide-software': flag('Takes away `Server`, `X-Powered-By` and their like.', { default: true }),
} as const satisfies Fields;
