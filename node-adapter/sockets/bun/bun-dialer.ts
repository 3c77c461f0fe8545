import { isIP } from 'node:net';
import { type DialCaller, type Dialer, type Dialing, unixPrefix } from '../../../shared/platform/dialer.ts';
import type { Timer, Timers } from '../../../shared/platform/timers.ts';
import type { Address } from '../../../shared/platform/transport.ts';
import { bare, dialFault, notFound } from '../dial-fault.ts';
import { keepAliveDelayMs } from '../keep-alive.ts';
import type { NameCache } from '../name-cache.ts';
import type { BunApi, BunEvents, BunPlace, BunRaw } from './bun-api.ts';
import { BunSocket, socketEvents } from './bun-socket.ts';

/** Milliseconds until the next address of a name is tried beside the one before (RFC 8305 §5 recommends 250). */
const nextAddressMs = 250;
/** Connections on their way that nobody waits for any more; Bun has no way to call one back. */
const maxAbandoned = 128;

/** What a dialer of Bun's own sockets works with. */
export interface BunDialerParts {
  readonly bun: BunApi;
  readonly names: NameCache;
  readonly timers: Timers;
}

/** Makes connections that are not encrypted with Bun's own sockets. */
export class BunDialer implements Dialer {
  readonly #parts: BunDialerParts;
  #abandoned = 0;

  constructor(parts: BunDialerParts) {
    this.#parts = parts;
  }

  /** Whether another way has to be taken, because too many connections are on their way in vain. */
  get isExhausted(): boolean {
    return this.#abandoned >= maxAbandoned;
  }

  dial(address: Address, caller: DialCaller): Dialing {
    const dialing = new BunDialing(address, caller, this.#parts, (change) => {
      this.#abandoned += change;
    });
    dialing.start();
    return dialing;
  }
}

/** A connection being made. Tells its caller once, or not at all when it was cancelled. */
class BunDialing implements Dialing {
  readonly #address: Address;
  readonly #caller: DialCaller;
  readonly #parts: BunDialerParts;
  readonly #onAbandoned: (change: number) => void;
  /** Where it has not been tried yet. */
  #places: BunPlace[] = [];
  #underWay = 0;
  #timer: Timer | undefined = undefined;
  #isOver = false;

  constructor(address: Address, caller: DialCaller, parts: BunDialerParts, onAbandoned: (change: number) => void) {
    this.#address = address;
    this.#caller = caller;
    this.#parts = parts;
    this.#onAbandoned = onAbandoned;
  }

  start(): void {
    const { host, port } = this.#address;
    const hostname = bare(host);
    if (host.startsWith(unixPrefix)) this.#try([{ unix: host.slice(unixPrefix.length) }]);
    else if (isIP(hostname) !== 0) this.#try([{ hostname, port }]);
    else this.#find(hostname, port);
  }

  cancel(): void {
    this.#finish();
  }

  /** Bun's connection is up. */
  onOpen(raw: BunRaw): void {
    const socket = new BunSocket(raw);
    this.#underWay -= 1;
    if (this.#isOver) {
      this.#onAbandoned(-1);
      socket.destroy();
      return;
    }
    raw.setNoDelay(true);
    raw.setKeepAlive(true, keepAliveDelayMs);
    this.#finish();
    this.#caller.onConnected(socket);
  }

  #find(name: string, port: number): void {
    this.#parts.names.find(name, (error, addresses) => {
      if (this.#isOver) return;
      if (error !== null || addresses.length === 0) this.#fail(error ?? notFound(name));
      else this.#try(addresses.map(({ address }) => ({ hostname: address, port })));
    });
  }

  #try(places: BunPlace[]): void {
    this.#places = places;
    this.#next();
  }

  readonly #next = (): void => {
    const place = this.#places.shift();
    if (place === undefined) return;
    this.#underWay += 1;
    this.#timer?.cancel();
    this.#timer = this.#places.length > 0 ? this.#parts.timers.after(nextAddressMs, this.#next) : undefined;
    connect(this.#parts.bun, place, this).catch((error: Error) => this.#onRefused(error));
  };

  #onRefused(error: Error): void {
    this.#underWay -= 1;
    if (this.#isOver) this.#onAbandoned(-1);
    else if (this.#places.length > 0) this.#next();
    else if (this.#underWay === 0) this.#fail(error);
  }

  #fail(error: Error): void {
    this.#finish();
    this.#caller.onFailed(dialFault(this.#address, error, false));
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#timer?.cancel();
    this.#onAbandoned(this.#underWay);
  }
}

/** What Bun throws at once, for a port that is none, is told like everything else. */
async function connect(bun: BunApi, place: BunPlace, data: BunDialing): Promise<void> {
  await bun.connect({ ...place, allowHalfOpen: true, data, socket: dialEvents });
}

const dialEvents: BunEvents = {
  ...socketEvents,
  open: (raw) => (raw.data as BunDialing).onOpen(raw),
  // The promise of the connection tells it too.
  connectError() {},
};
