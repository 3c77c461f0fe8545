import { Fault } from '../../errors/fault.ts';
import { type ConsulOptions, consulSource } from './consul-source.ts';
import type { DiscoveryPorts } from './discovery-ports.ts';
import { dnsSource, type NameOptions, srvSource } from './dns-source.ts';
import { type FileSourceOptions, fileSource } from './file-source.ts';
import { type HttpSourceOptions, httpSource } from './http-source.ts';
import { type KubernetesOptions, kubernetesSource } from './kubernetes-source.ts';
import type { Source, SourcePlatform } from './source.ts';

/** What sources are made with beside their options. */
export interface SourceParts {
  readonly platform: SourcePlatform;
  readonly ports: DiscoveryPorts;
}

/** Every source of targets, by its name in the configuration. */
export const sources = {
  dns: (options: NameOptions & { readonly hostname: string; readonly port: number }, parts: SourceParts) =>
    dnsSource(options, parts.platform, there(parts.ports.names)),
  'dns-srv': (options: NameOptions & { readonly name: string }, parts: SourceParts) =>
    srvSource(options, parts.platform, there(parts.ports.names)),
  consul: (options: ConsulOptions, { platform }: SourceParts) => consulSource(options, platform),
  kubernetes: (options: KubernetesOptions, { platform }: SourceParts) => kubernetesSource(options, platform),
  file: (options: FileSourceOptions, parts: SourceParts) =>
    fileSource(options, parts.platform, there(parts.ports.files)),
  http: (options: HttpSourceOptions, { platform }: SourceParts) => httpSource(options, platform),
} as const satisfies Readonly<Record<string, (options: never, parts: SourceParts) => Source>>;

/** A port that was asked for: loading refuses a source where its runtime lacks it. */
function there<T>(port: T | undefined): T {
  if (port === undefined) throw new Fault('internal', { detail: 'this runtime cannot ask such a source' });
  return port;
}
