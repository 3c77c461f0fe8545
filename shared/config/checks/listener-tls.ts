import { whyNot } from '../capabilities.ts';
import { cipherSuiteOf } from '../forms/cipher-suite.ts';
import type { ListenerConfig } from '../scopes/scope.ts';
import type { Check, Look, Path } from './look.ts';

type Tls = NonNullable<ListenerConfig['tls']>;

/** What is said of the encryption of a listener makes a whole, and has an effect. */
export const listenerTls: Check = (look) => {
  for (const { path, section } of look.scopes) {
    for (const [index, listener] of section.listeners.entries()) {
      oneListener(look, listener, [...path, 'listeners', index]);
    }
  }
};

function oneListener(look: Look, { address, protocol, tls, maxConcurrentStreams }: ListenerConfig, path: Path): void {
  if (protocol === 'https' && !tls) {
    look.error([...path, 'protocol'], 'protocol "https" needs "tls" beside it', 'add tls { cert-file …; key-file … }');
  }
  if (protocol === 'http' && maxConcurrentStreams !== undefined) {
    look.error([...path, 'max-concurrent-streams'], '"max-concurrent-streams" has no effect on protocol "http"');
  }
  if (!tls) return;
  const here = [...path, 'tls'];
  if (address.startsWith('unix:')) look.error(here, '"tls" has no effect on a Unix socket in this build');
  if (protocol === 'http') look.error(here, '"tls" has no effect on protocol "http"', 'write protocol "https"');
  pair(look, tls, here);
  if (tls.certFile === undefined && tls.keyFile === undefined)
    look.error(here, '"tls" needs "cert-file" and "key-file"');
  for (const [index, one] of tls.sni.entries()) oneName(look, one, [...here, 'sni', index]);
  clientAuth(look, tls, here);
  versions(look, tls, here);
  suites(look, tls, here);
  const why = look.runtime && whyNot('tls-session-control', look.runtime);
  if (!tls.sessionResumption && why !== undefined) {
    look.error([...here, 'session-resumption'], `"session-resumption" #false has no effect on ${look.runtime}: ${why}`);
  }
}

function oneName(look: Look, sni: Tls['sni'][number], path: Path): void {
  pair(look, sni, path);
  if (sni.certFile === undefined && sni.keyFile === undefined)
    look.error(path, '"sni" needs "cert-file" and "key-file"');
  if (sni.hostnames.length > 0 && sni.priorityHostnames.length > 0) {
    look.error(
      [...path, 'priority-hostnames'],
      '"priority-hostnames" has no effect beside "hostnames"',
      'keep one of them',
    );
  }
}

function pair(look: Look, { certFile, keyFile }: Pick<Tls, 'certFile' | 'keyFile'>, path: Path): void {
  if ((certFile === undefined) === (keyFile === undefined)) return;
  const [there, missing] = keyFile === undefined ? ['cert-file', 'key-file'] : ['key-file', 'cert-file'];
  look.error([...path, there], `"${there}" needs "${missing}" beside it`);
}

function clientAuth(look: Look, { clientAuth: isAsked, caFile }: Tls, path: Path): void {
  if (isAsked && caFile === undefined) {
    look.error([...path, 'client-auth'], '"client-auth" needs "ca-file": whose certificates are to be believed?');
  }
  if (!isAsked && caFile !== undefined) {
    look.error([...path, 'ca-file'], '"ca-file" has no effect without client-auth #true');
  }
}

function versions(look: Look, { minVersion, maxVersion }: Tls, path: Path): void {
  if (maxVersion === undefined || maxVersion >= minVersion) return;
  look.error([...path, 'max-version'], `"max-version" ${maxVersion} is older than "min-version" ${minVersion}`);
}

/** Where suites are chosen, each version that is spoken needs one. */
function suites(look: Look, { cipherSuites, minVersion, maxVersion }: Tls, path: Path): void {
  if (cipherSuites.length === 0) return;
  const here = [...path, 'cipher-suites'];
  const versionsThere = new Set(cipherSuites.map((name) => cipherSuiteOf(name)?.version));
  if (maxVersion !== '1.2' && !versionsThere.has('1.3')) {
    look.error(here, 'no suite of TLS 1.3 is among "cipher-suites"', 'add one, or write max-version "1.2"');
  }
  if (minVersion === '1.2' && !versionsThere.has('1.2')) {
    look.error(here, 'no suite of TLS 1.2 is among "cipher-suites"', 'add one, or write min-version "1.3"');
  }
}
