import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { CertificateFacts, CertificateReader } from '../../shared/config/certificate-reader.ts';

/** Reads certificates with `node:crypto`. */
export const certificates: CertificateReader = {
  read(pem) {
    const certificate = parsed(pem);
    return certificate && { names: namesOf(certificate), ...validityOf(certificate) };
  },

  fits(certificatePem, keyPem) {
    try {
      return parsed(certificatePem)?.checkPrivateKey(createPrivateKey(keyPem)) ?? false;
    } catch {
      // A key that cannot be understood fits nothing.
      return false;
    }
  },
};

function parsed(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function namesOf({ subjectAltName, subject }: X509Certificate): readonly string[] {
  const names = Array.from((subjectAltName ?? '').matchAll(dnsName), ([, name]) => name!);
  if (names.length > 0) return names;
  const commonName = /(?:^|\n)CN=([^\n]+)/.exec(subject)?.[1];
  return commonName === undefined ? [] : [commonName];
}

/** A quoted name holds characters that no name of a host has; it is passed over. */
const dnsName = /(?:^|, )DNS:([^",]+)/g;

function validityOf({ validFrom, validTo }: X509Certificate): Pick<CertificateFacts, 'validity' | 'turn'> {
  const now = Date.now();
  if (Date.parse(validFrom) > now) return { validity: 'not-yet', turn: validFrom };
  return { validity: Date.parse(validTo) < now ? 'expired' : 'valid', turn: validTo };
}
