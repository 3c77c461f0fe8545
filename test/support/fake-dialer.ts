import { Fault } from '../../shared/errors/fault.ts';
import type { DialCaller, Dialer, Dialing } from '../../shared/platform/dialer.ts';
import type { Address } from '../../shared/platform/transport.ts';
import { MemorySocket } from './memory-socket.ts';

/** A dialer whose connections come up, or not, when the test says so. */
export class FakeDialer implements Dialer {
  readonly dials: FakeDial[] = [];

  dial(address: Address, caller: DialCaller): Dialing {
    const dial = new FakeDial(address, caller);
    this.dials.push(dial);
    return dial;
  }
}

/** One connection being made. */
export class FakeDial implements Dialing {
  readonly address: Address;
  isCancelled = false;
  readonly #caller: DialCaller;

  constructor(address: Address, caller: DialCaller) {
    this.address = address;
    this.#caller = caller;
  }

  cancel(): void {
    this.isCancelled = true;
  }

  connects({ hasRoom = true }: { readonly hasRoom?: boolean } = {}): MemorySocket {
    const socket = new MemorySocket();
    socket.hasRoom = hasRoom;
    this.#caller.onConnected(socket);
    return socket;
  }

  isRefused(): void {
    this.#caller.onFailed(new Fault('upstream_refused', { unsent: true }));
  }
}
