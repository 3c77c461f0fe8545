import type { Address } from '../../platform/transport.ts';
import { MemcachedConnection, type MemcachedPorts } from './memcached-connection.ts';
import type { ReplyForm } from './memcached-replies.ts';

/** Longest silence while an answer is due. */
const silenceMs = 5_000;

/** Connections to one Memcached, used in turn. */
export class MemcachedPool {
  readonly #connections: readonly MemcachedConnection[];
  #next = 0;

  constructor(address: Address, size: number, ports: MemcachedPorts) {
    this.#connections = Array.from({ length: size }, () => new MemcachedConnection(address, silenceMs, ports));
  }

  /** Sends one command with its line break. Rejects with `Fault('ledger_unavailable')`. */
  ask(command: string, form: ReplyForm): Promise<string> {
    this.#next = (this.#next + 1) % this.#connections.length;
    return this.#connections[this.#next]!.ask(command, form);
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}
