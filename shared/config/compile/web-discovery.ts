import { Fault } from '../../errors/fault.ts';
import { type ConsulOptions, consulSource } from '../../upstream/discovery/consul-source.ts';
import { Discovery } from '../../upstream/discovery/discovery.ts';
import { type HttpSourceOptions, httpSource } from '../../upstream/discovery/http-source.ts';
import type { Source } from '../../upstream/discovery/source.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import { compileTls } from './compile-tls.ts';
import type { AskedDiscovery, DiscoveryFactory, DiscoverySurroundings } from './discovery-settings.ts';

/** Makes discovery from what is asked over HTTP and answers at once, for hosts where nothing can wait. */
export const webDiscovery: DiscoveryFactory = (settings, upstream, surroundings) => {
  const { platform, readText } = surroundings;
  switch (settings.type) {
    case 'http':
      return discoveryOf(settings, upstream, surroundings, httpSource(httpOptions(settings, readText), platform));
    case 'consul': {
      const options = { ...consulOptions(settings, readText), waitMs: 0 };
      return discoveryOf(settings, upstream, surroundings, consulSource(options, platform));
    }
    default:
      throw new Fault('internal', { detail: 'this runtime cannot ask such a source' });
  }
};

/** What keeps the targets of an upstream as a source says. */
export function discoveryOf(
  { type, maxTargets, keepForMs: keepMs, emptyAnswer }: AskedDiscovery,
  upstream: Upstream,
  { platform, onHealthChange: onChange }: DiscoverySurroundings,
  source: Source,
): Discovery {
  const rules = { type, maxTargets, keepMs, takesEmpty: emptyAnswer === 'take' };
  return new Discovery({ upstream, source, rules, platform, onChange });
}

/** What a Consul is asked by. */
export function consulOptions(
  settings: Extract<AskedDiscovery, { type: 'consul' }>,
  readText: ReadText,
): ConsulOptions {
  const { address: url, waitMs, keepForMs, tls } = settings;
  // A source that is silent because nothing changes must tell so before its targets are given up.
  const mostMs = keepForMs / 2;
  return { ...settings, url, waitMs: Math.min(waitMs, mostMs), tls: tls && compileTls(tls, readText) };
}

/** What a server of lists is asked by. */
export function httpOptions(
  settings: Extract<AskedDiscovery, { type: 'http' }>,
  readText: ReadText,
): HttpSourceOptions {
  const { url, timeoutMs, refreshIntervalMs: intervalMs, tls } = settings;
  const headers = settings.headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  return { url, headers, timeoutMs, intervalMs, tls: tls && compileTls(tls, readText) };
}

type ReadText = DiscoverySurroundings['readText'];
