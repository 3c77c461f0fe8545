import { clientNetwork } from './client-network.ts';

/** How many connections there may be. */
export interface ConnectionBounds {
  readonly maxConnections: number;
  /** Connections from one client; those without an address are not counted. */
  readonly maxConnectionsPerAddress: number;
}

/** Why there is no place for a connection. */
export type NoPlace = 'too_many_connections' | 'too_many_connections_of_client';

/** Is told of a connection for which there is no place, and whose it was. */
export type OnNoPlace = (reason: NoPlace, network: string) => void;

/** The places for connections at one listener, whatever is spoken on them. */
export class ConnectionPlaces {
  /** Places that are taken. */
  taken = 0;
  readonly #bounds: ConnectionBounds;
  readonly #onNoPlace: OnNoPlace;
  readonly #perClient = new Map<string, number>();

  constructor(bounds: ConnectionBounds, onNoPlace: OnNoPlace = () => {}) {
    this.#bounds = bounds;
    this.#onNoPlace = onNoPlace;
  }

  /** Takes a place for a connection from this address; false when there is none. Each place taken must be left. */
  take(address: string): boolean {
    const { maxConnections, maxConnectionsPerAddress } = this.#bounds;
    const client = clientNetwork(address);
    const ofClient = this.#perClient.get(client) ?? 0;
    const isFull = this.taken >= maxConnections;
    if (isFull || (address !== '' && ofClient >= maxConnectionsPerAddress)) {
      this.#onNoPlace(isFull ? 'too_many_connections' : 'too_many_connections_of_client', client);
      return false;
    }
    this.taken += 1;
    this.#perClient.set(client, ofClient + 1);
    return true;
  }

  /** Gives a place back. */
  leave(address: string): void {
    const client = clientNetwork(address);
    const left = (this.#perClient.get(client) ?? 1) - 1;
    this.taken -= 1;
    if (left === 0) this.#perClient.delete(client);
    else this.#perClient.set(client, left);
  }
}
