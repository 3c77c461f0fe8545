import { defineFilter } from '../engine/filter.ts';
import { utf8Bytes } from '../http/utf8-bytes.ts';
import { type SecurityPreset, securityPresets } from './security-presets.ts';

/** What `security-headers` is told. A text takes the place of that of the preset; `off` leaves the header out. */
export interface SecurityHeadersOptions {
  readonly preset: SecurityPreset;
  readonly contentSecurityPolicy?: string | undefined;
  readonly contentSecurityPolicyReportOnly?: string | undefined;
  readonly frameOptions?: string | undefined;
  readonly referrerPolicy?: string | undefined;
  readonly permissionsPolicy?: string | undefined;
  readonly crossOriginOpenerPolicy?: string | undefined;
  readonly crossOriginResourcePolicy?: string | undefined;
  readonly crossOriginEmbedderPolicy?: string | undefined;
  /** 0 sends no `Strict-Transport-Security`. */
  readonly hstsMaxAgeMs: number;
  readonly hstsIncludeSubdomains: boolean;
  readonly hstsPreload: boolean;
  /** Replaces what the upstream sent, rather than to leave it. */
  readonly override: boolean;
  /** Takes the headers away that tell which software answers. */
  readonly hideSoftware: boolean;
}

/** Adds the headers that keep browsers from doing harm. */
export const securityHeaders = defineFilter({
  name: 'security-headers',
  create(options: SecurityHeadersOptions) {
    const { override, hideSoftware } = options;
    const fields = fieldsOf(options);
    const hsts = hstsOf(options);
    return {
      onResponse({ client, response: { headers } }) {
        if (hideSoftware) for (const name of software) headers.delete(name);
        for (let i = 0; i < fields.length; i += 2) {
          if (override || !headers.has(fields[i]!)) headers.set(fields[i]!, fields[i + 1]!);
        }
        // Over plain HTTP it would be ignored, and must not be sent (RFC 6797 §7.2).
        if (client.scheme !== 'https') headers.delete('strict-transport-security');
        else if (hsts !== undefined && (override || !headers.has('strict-transport-security'))) {
          headers.set('strict-transport-security', hsts);
        }
      },
    };
  },
});

const software = ['server', 'x-powered-by', 'x-aspnet-version', 'x-aspnetmvc-version', 'x-generator'];

/** Name and value in turn. */
function fieldsOf(options: SecurityHeadersOptions): readonly string[] {
  const fields = new Map(Object.entries(securityPresets[options.preset]));
  for (const [name, value] of [
    ['content-security-policy', options.contentSecurityPolicy],
    ['content-security-policy-report-only', options.contentSecurityPolicyReportOnly],
    ['x-frame-options', options.frameOptions?.toUpperCase()],
    ['referrer-policy', options.referrerPolicy],
    ['permissions-policy', options.permissionsPolicy],
    ['cross-origin-opener-policy', options.crossOriginOpenerPolicy],
    ['cross-origin-resource-policy', options.crossOriginResourcePolicy],
    ['cross-origin-embedder-policy', options.crossOriginEmbedderPolicy],
  ] as const) {
    if (value?.toLowerCase() === 'off') fields.delete(name);
    else if (value !== undefined) fields.set(name, utf8Bytes(value));
  }
  return [...fields].flat();
}

function hstsOf({ hstsMaxAgeMs, hstsIncludeSubdomains, hstsPreload }: SecurityHeadersOptions): string | undefined {
  if (hstsMaxAgeMs === 0) return undefined;
  const seconds = Math.floor(hstsMaxAgeMs / 1000);
  return `max-age=${seconds}${hstsIncludeSubdomains ? '; includeSubDomains' : ''}${hstsPreload ? '; preload' : ''}`;
}
