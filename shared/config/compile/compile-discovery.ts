import { Discovery } from '../../upstream/discovery/discovery.ts';
import type { DiscoveryPorts } from '../../upstream/discovery/discovery-ports.ts';
import { type SourceParts, sources } from '../../upstream/discovery/index.ts';
import { kubernetesAccess } from '../../upstream/discovery/kubernetes-access.ts';
import type { Source } from '../../upstream/discovery/source.ts';
import { compileTls } from './compile-tls.ts';
import type { AskedDiscovery, DiscoveryFactory, DiscoverySurroundings } from './discovery-settings.ts';

/** Makes discovery from sources that learn of the system by these ports. */
export function discoveryWith(ports: DiscoveryPorts): DiscoveryFactory {
  return (settings, upstream, surroundings) => {
    const { platform, onHealthChange: onChange } = surroundings;
    const { type, maxTargets, keepForMs: keepMs } = settings;
    const rules = { type, maxTargets, keepMs, takesEmpty: settings.emptyAnswer === 'take' };
    return new Discovery({ upstream, source: sourceOf(settings, surroundings, ports), rules, platform, onChange });
  };
}

function sourceOf(
  settings: AskedDiscovery,
  { platform, readText }: DiscoverySurroundings,
  ports: DiscoveryPorts,
): Source {
  const parts: SourceParts = { platform, ports };
  // A source that is silent because nothing changes must tell so before its targets are given up.
  const most = (ms: number): number => Math.min(ms, settings.keepForMs / 2);
  switch (settings.type) {
    case 'dns':
      return sources.dns({ ...settings, ...namesOf(settings) }, parts);
    case 'dns-srv':
      return sources['dns-srv']({ ...settings, ...namesOf(settings) }, parts);
    case 'consul': {
      const { address: url, waitMs, tls } = settings;
      const trust = tls && compileTls(tls, readText);
      return sources.consul({ ...settings, url, waitMs: most(waitMs), tls: trust }, parts);
    }
    case 'kubernetes': {
      const { kubeconfig, watchMs } = settings;
      const access = kubernetesAccess({ kubeconfig, readText, variable: ports.variable });
      return sources.kubernetes({ ...settings, access, watchMs: most(watchMs) }, parts);
    }
    case 'file':
      return sources.file({ path: settings.path, intervalMs: settings.refreshIntervalMs }, parts);
    case 'http': {
      const { url, timeoutMs, refreshIntervalMs: intervalMs, tls } = settings;
      const headers = settings.headers.map(([name, value]) => [name.toLowerCase(), value] as const);
      return sources.http({ url, headers, timeoutMs, intervalMs, tls: tls && compileTls(tls, readText) }, parts);
    }
  }
}

function namesOf({ resolvers, family, refreshIntervalMs }: Extract<AskedDiscovery, { type: 'dns' | 'dns-srv' }>) {
  return { servers: resolvers, families: familiesOf[family], intervalMs: refreshIntervalMs };
}

const familiesOf = { any: [4, 6], ipv4: [4], ipv6: [6] } as const;
