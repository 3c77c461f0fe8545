/** How the certificates that a configuration names are looked into, where the runtime can. */
export interface CertificateReader {
  /** What the first certificate of a PEM text says; `undefined` when it cannot be understood. */
  read(pem: string): CertificateFacts | undefined;
  /** Whether the private key, as PEM, belongs to the first certificate of a PEM text. */
  fits(certificatePem: string, keyPem: string): boolean;
}

/** What is to be known of a certificate before it is shown to clients. */
export interface CertificateFacts {
  /** Its DNS names; the common name when there are none. */
  readonly names: readonly string[];
  readonly validity: 'valid' | 'expired' | 'not-yet';
  /** When it begins or ends to be valid, whichever matters, as a text for people. */
  readonly turn: string;
}
