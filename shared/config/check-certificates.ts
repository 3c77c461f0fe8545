import { SniTable } from '../http/sni-table.ts';
import type { CertificateFacts, CertificateReader } from './certificate-reader.ts';
import { Look, type LookParts, type Path } from './checks/look.ts';
import type { Files } from './gather.ts';
import { holdsPem } from './pem-files.ts';
import type { ListenerConfig } from './scopes/scope.ts';

type Tls = NonNullable<ListenerConfig['tls']>;

/**
 * Looks into the certificates of listeners, so that one that cannot be shown is found at load and not by the first
 * client: keys that are not theirs, names that are claimed twice, ends that have come. Does nothing where the runtime
 * cannot read certificates, or a file could not be read, which was reported before.
 */
export async function checkCertificates(parts: LookParts, { read, certificates }: Files): Promise<void> {
  if (!read || !certificates) return;
  const look = new Look(parts);
  const reading: Reading = { look, certificates, textOf: (path) => textOf(read, path) };
  for (const { path, section } of look.scopes) {
    for (const [index, { tls }] of section.listeners.entries()) {
      if (tls) await oneListener(reading, tls, [...path, 'listeners', index, 'tls']);
    }
  }
}

interface Reading {
  readonly look: Look;
  readonly certificates: CertificateReader;
  textOf(path: string): Promise<string | undefined>;
}

async function oneListener(reading: Reading, tls: Tls, path: Path): Promise<void> {
  const { look } = reading;
  await onePair(reading, tls, path);
  const named: { value: number; names: readonly string[]; priorityNames: readonly string[] }[] = [];
  for (const [index, sni] of tls.sni.entries()) {
    const here = [...path, 'sni', index];
    const facts = await onePair(reading, sni, here);
    if (!facts) continue;
    namesOf(look, sni, facts, here);
    const names = sni.hostnames.length > 0 ? sni.hostnames : facts.names;
    named.push({ value: index, names, priorityNames: sni.priorityHostnames });
  }
  for (const { name, first, second } of new SniTable(named).conflicts) {
    if (tls.sni[first]?.certFile === tls.sni[second]?.certFile) continue;
    const other = look.whereIs([...path, 'sni', first]);
    look.error([...path, 'sni', second], `"${name}" is also a name of the certificate at ${other}`, sniHint);
  }
}

const sniHint = 'write "hostnames", or let one of them win with "priority-hostnames"';

/** The certificate and its key; answers what the certificate says, if it can be understood. */
async function onePair(
  { look, certificates, textOf }: Reading,
  { certFile, keyFile }: Pick<Tls, 'certFile' | 'keyFile'>,
  path: Path,
): Promise<CertificateFacts | undefined> {
  if (certFile === undefined || keyFile === undefined) return undefined;
  const [certificate, key] = [await textOf(certFile), await textOf(keyFile)];
  if (certificate === undefined || key === undefined) return undefined;
  const facts = certificates.read(certificate);
  if (!facts) {
    // What is no PEM at all has been told of where the file was read.
    if (holdsPem(certificate, 'certificates'))
      look.error([...path, 'cert-file'], `the certificate in ${certFile} cannot be understood`);
    return undefined;
  }
  if (!certificates.fits(certificate, key)) {
    look.error([...path, 'key-file'], `the private key in ${keyFile} is not that of the certificate in ${certFile}`);
  }
  if (facts.validity === 'expired') look.warning([...path, 'cert-file'], `the certificate expired on ${facts.turn}`);
  if (facts.validity === 'not-yet') look.warning([...path, 'cert-file'], `the certificate is valid from ${facts.turn}`);
  return facts;
}

function namesOf(look: Look, sni: Tls['sni'][number], { names }: CertificateFacts, path: Path): void {
  const held = new SniTable([{ value: true, names, priorityNames: [] }]);
  const isHeld = (name: string): boolean => held.find(name.replace(/^\*/, 'any')) ?? false;
  const strange = sni.priorityHostnames.filter((name) => !isHeld(name));
  if (strange.length > 0) {
    look.error([...path, 'priority-hostnames'], `the certificate is not for ${strange.join(', ')}`);
  }
  const untrue = sni.hostnames.filter((name) => !isHeld(name));
  if (untrue.length > 0) look.warning([...path, 'hostnames'], `the certificate is not for ${untrue.join(', ')}`);
  if (sni.hostnames.length === 0 && names.length === 0) {
    look.error(path, 'the certificate names no host', 'write "hostnames"');
  }
}

async function textOf(read: NonNullable<Files['read']>, path: string): Promise<string | undefined> {
  try {
    return await read(path, undefined);
  } catch {
    return undefined;
  }
}
