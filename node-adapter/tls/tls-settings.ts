import { constants } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { cipherSuiteOf } from '../../shared/config/forms/cipher-suite.ts';
import type { ListenerConfig } from '../../shared/config/scopes/scope.ts';
import { SniTable } from '../../shared/http/sni-table.ts';
import { certificates } from './certificates.ts';

type Tls = NonNullable<ListenerConfig['tls']>;

/** How a listener encrypts, with every certificate read and ready. */
export interface TlsSettings {
  /** Equal for two settings that are the same to the last byte of their files. */
  readonly fingerprint: string;
  readonly requestsCertificate: boolean;
  /** For clients that ask for no name, or one that nothing else stands for. */
  readonly byDefault: SecureContextOptions;
  readonly byName: SniTable<SecureContext>;
}

/** Reads the files of a listener. Throws when one cannot be read or used, which the check of the configuration found out before. */
export function readTlsSettings(tls: Tls, readText: (path: string) => string): TlsSettings {
  const common = commonOptions(tls, readText);
  const optionsOf = (pair: Pair): SecureContextOptions => ({ ...common, ...readPair(pair, readText) });
  const byDefault = optionsOf(tls);
  // One that cannot be used is found out here, and not by the first client.
  createSecureContext(byDefault);
  const sni = tls.sni.map((one) => ({
    names: one.hostnames,
    priorityNames: one.priorityHostnames,
    options: optionsOf(one),
  }));
  return {
    fingerprint: JSON.stringify([tls.clientAuth, byDefault, sni]),
    requestsCertificate: tls.clientAuth,
    byDefault,
    byName: new SniTable(
      sni.map(({ names, priorityNames, options }) => ({
        value: createSecureContext(options),
        names: names.length > 0 ? names : (certificates.read(String(options.cert))?.names ?? []),
        priorityNames,
      })),
    ),
  };
}

type Pair = Pick<Tls, 'certFile' | 'keyFile'>;

function readPair({ certFile, keyFile }: Pair, readText: (path: string) => string): SecureContextOptions {
  if (certFile === undefined || keyFile === undefined) throw new Error('a listener has no certificate');
  return { cert: readText(certFile), key: readText(keyFile) };
}

/** Each context has all of it, because a runtime takes what it needs from the context of the name. */
function commonOptions(
  { minVersion, maxVersion, clientAuth, caFile, cipherSuites, sessionResumption }: Tls,
  readText: (path: string) => string,
): SecureContextOptions {
  return {
    minVersion: `TLSv${minVersion}`,
    ...(maxVersion !== undefined && { maxVersion: `TLSv${maxVersion}` as const }),
    ...(clientAuth && caFile !== undefined && { ca: readText(caFile) }),
    ...(cipherSuites.length > 0 && { ciphers: cipherSuites.map((name) => cipherSuiteOf(name)?.openssl).join(':') }),
    honorCipherOrder: true,
    ...(!sessionResumption && { secureOptions: constants.SSL_OP_NO_TICKET }),
  };
}
