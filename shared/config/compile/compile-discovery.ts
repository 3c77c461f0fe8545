import type { DiscoveryPorts } from '../../upstream/discovery/discovery-ports.ts';
import { type SourceParts, sources } from '../../upstream/discovery/index.ts';
import { kubernetesAccess } from '../../upstream/discovery/kubernetes-access.ts';
import type { Source } from '../../upstream/discovery/source.ts';
import type { AskedDiscovery, DiscoveryFactory, DiscoverySurroundings } from './discovery-settings.ts';
import { consulOptions, discoveryOf, httpOptions } from './web-discovery.ts';

/** Makes discovery from sources that learn of the system by these ports. */
export function discoveryWith(ports: DiscoveryPorts): DiscoveryFactory {
  return (settings, upstream, surroundings) => {
    return discoveryOf(settings, upstream, surroundings, sourceOf(settings, surroundings, ports));
  };
}

function sourceOf(
  settings: AskedDiscovery,
  { platform, readText }: DiscoverySurroundings,
  ports: DiscoveryPorts,
): Source {
  const parts: SourceParts = { platform, ports };
  switch (settings.type) {
    case 'dns':
      return sources.dns({ ...settings, ...namesOf(settings) }, parts);
    case 'dns-srv':
      return sources['dns-srv']({ ...settings, ...namesOf(settings) }, parts);
    case 'consul':
      return sources.consul(consulOptions(settings, readText), parts);
    case 'kubernetes': {
      const { kubeconfig, watchMs } = settings;
      const access = kubernetesAccess({ kubeconfig, readText, variable: ports.variable });
      return sources.kubernetes({ ...settings, access, watchMs: Math.min(watchMs, settings.keepForMs / 2) }, parts);
    }
    case 'file':
      return sources.file({ path: settings.path, intervalMs: settings.refreshIntervalMs }, parts);
    case 'http':
      return sources.http(httpOptions(settings, readText), parts);
  }
}

function namesOf({ resolvers, family, refreshIntervalMs }: Extract<AskedDiscovery, { type: 'dns' | 'dns-srv' }>) {
  return { servers: resolvers, families: familiesOf[family], intervalMs: refreshIntervalMs };
}

const familiesOf = { any: [4, 6], ipv4: [4], ipv6: [6] } as const;
