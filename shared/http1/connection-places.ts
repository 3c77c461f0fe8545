/** How many connections there may be. */
export interface ConnectionBounds {
  readonly maxConnections: number;
  /** Connections from one client address; those without an address are not counted. */
  readonly maxConnectionsPerAddress: number;
}

/** The places for connections at one listener, whatever is spoken on them. */
export class ConnectionPlaces {
  /** Places that are taken. */
  taken = 0;
  readonly #bounds: ConnectionBounds;
  readonly #perAddress = new Map<string, number>();

  constructor(bounds: ConnectionBounds) {
    this.#bounds = bounds;
  }

  /** Takes a place for a connection from this address; false when there is none. Each place taken must be left. */
  take(address: string): boolean {
    const { maxConnections, maxConnectionsPerAddress } = this.#bounds;
    const sameAddress = this.#perAddress.get(address) ?? 0;
    if (this.taken >= maxConnections || (address !== '' && sameAddress >= maxConnectionsPerAddress)) return false;
    this.taken += 1;
    this.#perAddress.set(address, sameAddress + 1);
    return true;
  }

  /** Gives a place back. */
  leave(address: string): void {
    this.taken -= 1;
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left === 0) this.#perAddress.delete(address);
    else this.#perAddress.set(address, left);
  }
}
