import type { DiscoveredTarget } from './discovered-target.ts';
import type { AddressRecord, NameAsking, NameRecords, ServiceRecord } from './discovery-ports.ts';
import { intervalWait } from './interval-wait.ts';
import type { Source, SourcePlatform } from './source.ts';

/** How names are asked for, and how often. */
export interface NameOptions extends Omit<NameAsking, 'stopping'> {
  /** Longest time between two looks; what the records say may shorten it. */
  readonly intervalMs: number;
}

/** The addresses of a name. */
export function dnsSource(
  options: NameOptions & { readonly hostname: string; readonly port: number },
  platform: SourcePlatform,
  names: NameRecords,
): Source {
  const { hostname, port } = options;
  return {
    async look({ stopping, tell }) {
      const records = await names.addresses(hostname, { ...options, stopping });
      tell(records.map(({ address }) => ({ host: address, port, weight: 1, serverName: hostname })));
      return lifetime(records, options.intervalMs, platform);
    },
  };
}

/** The targets that the SRV records of a name lead to: those of the best priority, at all their addresses. */
export function srvSource(
  options: NameOptions & { readonly name: string },
  platform: SourcePlatform,
  names: NameRecords,
): Source {
  return {
    async look({ stopping, tell }) {
      const asking = { ...options, stopping };
      const services = bestOf(await names.services(options.name, asking));
      const records: AddressRecord[] = [];
      const targets: DiscoveredTarget[] = [];
      for (const [host, ofHost] of byHost(services)) {
        const addresses = await names.addresses(host, asking);
        records.push(...addresses);
        for (const service of ofHost) targets.push(...addresses.map(({ address }) => targetOf(service, address)));
      }
      tell(targets);
      return lifetime(records, options.intervalMs, platform);
    },
  };
}

/** RFC 2782: those of the lowest priority; "." as the only name says that there is no such service. */
function bestOf(records: readonly ServiceRecord[]): readonly ServiceRecord[] {
  const there = records.filter(({ name }) => name !== '.' && name !== '');
  const best = Math.min(...there.map(({ priority }) => priority));
  return there.filter(({ priority }) => priority === best).slice(0, maxServices);
}

/** Names behind one SRV name that are asked for at most. */
const maxServices = 1_000;

function byHost(services: readonly ServiceRecord[]): ReadonlyMap<string, readonly ServiceRecord[]> {
  return Map.groupBy(services, ({ name }) => name.replace(/\.$/, ''));
}

/** A weight of 0 is for a small chance beside others that have more (RFC 2782); here the least there is. */
function targetOf({ name, port, weight }: ServiceRecord, host: string): DiscoveredTarget {
  return { host, port, weight: Math.max(1, weight), serverName: name.replace(/\.$/, '') };
}

/** Until the first record is over: not sooner than in a second, not later than the interval. */
function lifetime(records: readonly AddressRecord[], intervalMs: number, platform: SourcePlatform): number {
  const shortest = Math.min(intervalMs, ...records.map(({ ttlMs }) => ttlMs));
  return shortest < intervalMs ? Math.max(shortest, leastMs) : intervalWait(intervalMs, platform);
}

const leastMs = 1_000;
