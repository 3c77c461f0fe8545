import { connect } from 'cloudflare:sockets';
import { Fault } from '../../shared/errors/fault.ts';
import type { DialCaller, Dialer, Dialing } from '../../shared/platform/dialer.ts';
import type { Address } from '../../shared/platform/transport.ts';
import { type Closing, type RawSocket, WorkerSocket } from './worker-socket.ts';

/** Connections by the runtime's `connect()`, closed as `closing` says. */
export function workerDialer(closing: Closing): Dialer {
  return { dial: (address, caller) => new WorkerDialing(address, caller, closing) };
}

class WorkerDialing implements Dialing {
  readonly #raw: RawSocket;
  #isOver = false;

  constructor(address: Address, caller: DialCaller, closing: Closing) {
    const { host, port, tls } = address;
    this.#raw = connect(
      { hostname: host.includes(':') ? `[${host}]` : host, port },
      { secureTransport: tls ? 'on' : 'off', allowHalfOpen: true },
    );
    // Told again by the read or the write that meets it.
    this.#raw.closed.catch(ignore);
    this.#raw.opened.then(
      () => this.#connected(address, caller, closing),
      (error: unknown) => this.#failed(error, address, caller),
    );
  }

  cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#raw.close().catch(ignore);
  }

  #connected({ host, port, tls }: Address, caller: DialCaller, closing: Closing): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const socket = new WorkerSocket(this.#raw, { host, port, secure: tls !== undefined }, closing);
    caller.onConnected(socket);
    socket.open();
  }

  #failed(error: unknown, { tls }: Address, caller: DialCaller): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const detail = String(error);
    const isTrust = tls !== undefined && /tls|certificate/i.test(detail);
    caller.onFailed(
      new Fault(isTrust ? 'upstream_tls_failed' : 'upstream_refused', { cause: error, detail, unsent: true }),
    );
  }
}

// Nobody waits for it any more.
function ignore(): void {}
