import type { TextForm } from '../fields/text.ts';

/** A cipher suite that a listener may offer, by its name in RFC 8446 or RFC 5289; dashes and case do not matter. */
export const cipherSuite: TextForm = {
  name: 'a cipher suite, such as "TLS_AES_256_GCM_SHA384"',
  accepts: (text) => cipherSuiteOf(text) !== undefined,
};

/** A suite as TLS libraries name it. */
export interface CipherSuite {
  readonly openssl: string;
  readonly version: '1.2' | '1.3';
}

/** The suite of a name; `undefined` when there is none, or none that should be offered. */
export function cipherSuiteOf(name: string): CipherSuite | undefined {
  return suites[name.toUpperCase().replaceAll('-', '_')];
}

/** Authenticated encryption with forward secrecy only. */
const suites: Readonly<Record<string, CipherSuite>> = {
  TLS_AES_256_GCM_SHA384: { openssl: 'TLS_AES_256_GCM_SHA384', version: '1.3' },
  TLS_AES_128_GCM_SHA256: { openssl: 'TLS_AES_128_GCM_SHA256', version: '1.3' },
  TLS_CHACHA20_POLY1305_SHA256: { openssl: 'TLS_CHACHA20_POLY1305_SHA256', version: '1.3' },
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: { openssl: 'ECDHE-ECDSA-AES256-GCM-SHA384', version: '1.2' },
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: { openssl: 'ECDHE-ECDSA-AES128-GCM-SHA256', version: '1.2' },
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: { openssl: 'ECDHE-ECDSA-CHACHA20-POLY1305', version: '1.2' },
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: { openssl: 'ECDHE-RSA-AES256-GCM-SHA384', version: '1.2' },
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: { openssl: 'ECDHE-RSA-AES128-GCM-SHA256', version: '1.2' },
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: { openssl: 'ECDHE-RSA-CHACHA20-POLY1305', version: '1.2' },
};
