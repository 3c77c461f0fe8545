import { Fault } from '../../errors/fault.ts';
import type { UpstreamTls } from '../../platform/transport.ts';
import { fieldOf, listOf, textOf } from './json-value.ts';
import { plainYaml } from './plain-yaml.ts';

/** What is used of the file that `kubectl` is configured with. */
export interface KubeConfig {
  readonly server: string;
  readonly tls: UpstreamTls;
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
}

/** Reads the current context of such a file, as YAML or JSON. Throws a `Fault` that says what cannot be used. */
export function readKubeConfig(text: string, readText: (path: string) => string): KubeConfig {
  const file = parsed(text);
  const name = textOf(fieldOf(file, 'current-context'));
  const context = named(file, 'contexts', 'context', name);
  const cluster = named(file, 'clusters', 'cluster', textOf(fieldOf(context, 'cluster')));
  const user = named(file, 'users', 'user', textOf(fieldOf(context, 'user')));
  const server = textOf(fieldOf(cluster, 'server'));
  if (server === undefined || !/^https?:\/\//.test(server)) throw unusable('its cluster has no server');
  for (const other of ['exec', 'auth-provider', 'username'])
    if (fieldOf(user, other) !== undefined)
      throw unusable(`"${other}" of its user is not understood; use a token or a certificate`);
  const pem = (part: unknown, key: string): string | undefined => {
    const inside = textOf(fieldOf(part, `${key}-data`));
    const path = textOf(fieldOf(part, key));
    return inside === undefined ? path && readText(path) : decoded(inside, key);
  };
  return {
    server,
    tls: {
      serverName: textOf(fieldOf(cluster, 'tls-server-name')),
      skipVerify: String(fieldOf(cluster, 'insecure-skip-tls-verify')) === 'true',
      ca: pem(cluster, 'certificate-authority'),
      cert: pem(user, 'client-certificate'),
      key: pem(user, 'client-key'),
    },
    token: textOf(fieldOf(user, 'token')),
    tokenFile: textOf(fieldOf(user, 'tokenFile')),
  };
}

function parsed(text: string): unknown {
  try {
    return text.trimStart().startsWith('{') ? JSON.parse(text) : plainYaml(text);
  } catch (error) {
    throw unusable(error instanceof SyntaxError ? 'it is not understood' : String((error as Error).message));
  }
}

function named(file: unknown, list: string, part: string, name: string | undefined): unknown {
  const entry = listOf(fieldOf(file, list))?.find((each) => name !== undefined && fieldOf(each, 'name') === name);
  if (entry === undefined) throw unusable(`it names no ${part} that is there`);
  return fieldOf(entry, part);
}

function decoded(base64: string, key: string): string {
  try {
    return atob(base64.replace(/\s/g, ''));
  } catch {
    throw unusable(`${key}-data is not base64`);
  }
}

function unusable(why: string): Fault {
  return new Fault('internal', { detail: `the kubeconfig cannot be used: ${why}` });
}
