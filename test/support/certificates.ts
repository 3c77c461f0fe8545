import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The certificates of the tests; `make.sh` beside them made them. */
export type CertificateName = 'main' | 'shop' | 'shop-too' | 'client' | 'stranger' | 'expired' | 'plain';

const folder = new URL('../fixtures/certificates/', import.meta.url);

/** The authority that all but `stranger` and `plain` come from. */
export const caPem = textOf('ca.pem');

/** Where a file of a certificate is. */
export function certificatePath(
  file: `${CertificateName}.pem` | `${CertificateName}.key` | 'ca.pem' | 'other-ca.pem',
): string {
  return fileURLToPath(new URL(file, folder));
}

/** A certificate with its key. */
export function certificate(name: CertificateName): { readonly cert: string; readonly key: string } {
  return { cert: textOf(`${name}.pem`), key: textOf(`${name}.key`) };
}

/** The settings that name a certificate and its key. */
export function pairText(name: CertificateName): string {
  return `cert-file "${certificatePath(`${name}.pem`)}"; key-file "${certificatePath(`${name}.key`)}"`;
}

function textOf(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8');
}
