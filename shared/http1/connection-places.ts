import { parseIpv6 } from '../http/ip-text.ts';

/** How many connections there may be. */
export interface ConnectionBounds {
  readonly maxConnections: number;
  /** Connections from one client; those without an address are not counted. */
  readonly maxConnectionsPerAddress: number;
}

/** The places for connections at one listener, whatever is spoken on them. */
export class ConnectionPlaces {
  /** Places that are taken. */
  taken = 0;
  readonly #bounds: ConnectionBounds;
  readonly #perClient = new Map<string, number>();

  constructor(bounds: ConnectionBounds) {
    this.#bounds = bounds;
  }

  /** Takes a place for a connection from this address; false when there is none. Each place taken must be left. */
  take(address: string): boolean {
    const { maxConnections, maxConnectionsPerAddress } = this.#bounds;
    const client = clientOf(address);
    const ofClient = this.#perClient.get(client) ?? 0;
    if (this.taken >= maxConnections || (address !== '' && ofClient >= maxConnectionsPerAddress)) return false;
    this.taken += 1;
    this.#perClient.set(client, ofClient + 1);
    return true;
  }

  /** Gives a place back. */
  leave(address: string): void {
    const client = clientOf(address);
    const left = (this.#perClient.get(client) ?? 1) - 1;
    this.taken -= 1;
    if (left === 0) this.#perClient.delete(client);
    else this.#perClient.set(client, left);
  }
}

/** A household has at least a /64 of IPv6 (RFC 6177): to count its single addresses would be to count nothing. */
function clientOf(address: string): string {
  if (!address.includes(':')) return address;
  return parseIpv6(address)?.slice(0, 4).join(':') ?? address;
}
