import { libraryRanks } from '../../shared/ai/tokens/ranks/library-ranks.ts';
import { fetchHosts } from '../../shared/fetch/fetch-hosts.ts';
import { type FetchPlatform, fetchPlatform } from '../../shared/fetch/platform.ts';
import type { Address } from '../../shared/platform/transport.ts';
import { machinePorts } from '../local/machine.ts';
import type { DenoHttpClient, DenoRuntime } from './runtime.ts';

/** The ports of Deno for `deno serve`. */
export function denoPlatform(runtime: DenoRuntime): FetchPlatform {
  const clients = new DenoClients(runtime);
  const host = { ...fetchHosts.deno, sendsHost: true, initFor: (address: Address) => clients.initFor(address) };
  return fetchPlatform({ runtime: 'deno', host, loadRanks: libraryRanks, ...machinePorts() });
}

/** The clients that requests go by: one for each way to trust and be trusted. */
class DenoClients {
  readonly #runtime: DenoRuntime;
  readonly #plain: { readonly client: DenoHttpClient };
  readonly #byTrust = new WeakMap<object, { readonly client: DenoHttpClient }>();

  constructor(runtime: DenoRuntime) {
    this.#runtime = runtime;
    this.#plain = { client: runtime.createHttpClient({ allowHost: true }) };
  }

  initFor({ tls }: Address): { readonly client: DenoHttpClient } {
    if (tls === undefined || (tls.ca === undefined && tls.cert === undefined)) return this.#plain;
    const known = this.#byTrust.get(tls);
    if (known) return known;
    const client = this.#runtime.createHttpClient({
      allowHost: true,
      ...(tls.ca === undefined ? {} : { caCerts: [tls.ca] }),
      ...(tls.cert === undefined || tls.key === undefined ? {} : { cert: tls.cert, key: tls.key }),
    });
    const made = { client };
    this.#byTrust.set(tls, made);
    return made;
  }
}
