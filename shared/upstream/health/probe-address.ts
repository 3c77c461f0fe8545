import type { Address, Http2Use } from '../../platform/transport.ts';
import type { Target } from '../target.ts';

/**
 * The addresses that checks go to: those of the targets, with the same trust, but on connections of their own. A check
 * must not wait behind the requests of clients, and a new connection each time shows that the target still takes them.
 */
export class ProbeAddresses {
  readonly #port: number | undefined;
  readonly #http2: Http2Use | undefined;
  readonly #made = new WeakMap<Address, Address>();

  /** `port` stands in for that of the target; `http2` for how the target is spoken with. */
  constructor({ port, http2 }: { readonly port?: number | undefined; readonly http2?: Http2Use } = {}) {
    this.#port = port;
    this.#http2 = http2;
  }

  of({ address }: Target): Address {
    const known = this.#made.get(address);
    if (known) return known;
    const { host, port, tls } = address;
    const http2 = this.#http2 ?? address.http2;
    const made = { host, port: this.#port ?? port, tls, pool, ...(http2 && { http2 }) };
    this.#made.set(address, made);
    return made;
  }
}

/** Two, as the one of a check that was broken off may take a moment to go. */
const pool = { maxConnections: 2, maxIdle: 0, idleTimeoutMs: 1_000, maxLifetimeMs: undefined };
