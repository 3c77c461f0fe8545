/** The sets of headers that `security-headers` begins with. */
export type SecurityPreset = 'basic' | 'strict' | 'api' | 'legacy' | 'none';

/** Header names in lower case, with their values; `strict-transport-security` apart, as it is for HTTPS alone. */
export const securityPresets: Readonly<Record<SecurityPreset, Readonly<Record<string, string>>>> = {
  none: {},
  basic: {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': 'strict-origin-when-cross-origin',
  },
  strict: {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'content-security-policy':
      "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-permitted-cross-domain-policies': 'none',
  },
  api: {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
  },
  // The filter of old browsers did harm; 0 switches it off.
  legacy: {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'x-xss-protection': '0',
    'x-download-options': 'noopen',
    'x-permitted-cross-domain-policies': 'none',
  },
};
