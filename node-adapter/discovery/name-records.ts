import { type RecordWithTtl, Resolver, type SrvRecord } from 'node:dns';
import { Fault } from '../../shared/errors/fault.ts';
import type { AddressRecord, NameAsking, NameRecords } from '../../shared/upstream/discovery/discovery-ports.ts';

/**
 * Asks name servers by the resolver of the platform, which tells lifetimes of addresses (of SRV records it does not) and
 * heeds neither the hosts file nor search domains.
 */
export const nameRecords: NameRecords = {
  async addresses(name, asking) {
    const kinds = await Promise.all(asking.families.map((family) => addressesOf(name, family, asking)));
    return kinds.flat();
  },
  services: (name, asking) =>
    ask<SrvRecord[]>(name, asking, (resolver, tell) => resolver.resolveSrv(name, tell)).then(
      (records) => records ?? [],
    ),
};

async function addressesOf(name: string, family: 4 | 6, asking: NameAsking): Promise<readonly AddressRecord[]> {
  const records = await ask<RecordWithTtl[]>(name, asking, (resolver, tell) => {
    if (family === 4) resolver.resolve4(name, { ttl: true }, tell);
    else resolver.resolve6(name, { ttl: true }, tell);
  });
  return (records ?? []).map(({ address, ttl }) => ({ address, ttlMs: ttl * 1000 }));
}

type Tell<T> = (error: NodeJS.ErrnoException | null, records: T) => void;

/** Asks once, with a deadline of its own: the runtimes differ in how they count tries. `undefined` when there is none. */
function ask<T>(
  name: string,
  { servers, timeoutMs, stopping }: NameAsking,
  begin: (resolver: Resolver, tell: Tell<T>) => void,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const resolver = new Resolver({ timeout: Math.ceil(timeoutMs / tries), tries });
    if (servers.length > 0) resolver.setServers(servers);
    const timer = setTimeout(() => fail(`no answer for ${name} in ${timeoutMs} ms`), timeoutMs);
    const fail = (detail: string): void => {
      clearTimeout(timer);
      reject(new Fault('upstream_refused', { detail, unsent: true }));
      resolver.cancel();
    };
    if (stopping.isStopped) return fail('stopped');
    begin(resolver, (error, records) => {
      clearTimeout(timer);
      if (error === null) resolve(records);
      else if (isNone(error.code)) resolve(undefined);
      else fail(`${name}: ${error.code ?? error.message}`);
    });
  });
}

/** Times a question is sent within its deadline. */
const tries = 2;

/** The runtimes do not all tell a name that is not there from one without such records. */
function isNone(code: string | undefined): boolean {
  return code === 'ENOTFOUND' || code === 'ENODATA';
}
