import { upgradeOf } from '../../../shared/engine/upgrade.ts';
import { upstreamHeaders } from '../../../shared/http/forwarding.ts';
import type { RequestHead } from '../../../shared/http/head.ts';
import type { HeaderList } from '../../../shared/http/header-list.ts';
import { Http1Transport } from '../../../shared/http1/client/http1-transport.ts';
import { FakeDialer } from '../../support/fake-dialer.ts';
import { FakeTime } from '../../support/fake-time.ts';
import { type Answer, type Seen, Served } from '../../support/http1/served.ts';
import type { MemorySocket } from '../../support/memory-socket.ts';

/** Both halves of the wire joined: what a client sends to the server goes out through the client to an upstream. */
export class Relay {
  readonly served: Served;
  readonly dialer = new FakeDialer();
  /** One for each request: connections to the upstream are not used again here. */
  readonly upstreams: MemorySocket[] = [];
  readonly #transport: Http1Transport;

  constructor() {
    const time = new FakeTime();
    this.#transport = new Http1Transport({ dialer: this.dialer, timers: time, clock: time });
    this.served = new Served((seen) => this.#forward(seen));
  }

  async #forward({ head, body }: Seen): Promise<Answer> {
    const upgrade = body === null ? upgradeOf(head) : undefined;
    const call = this.#transport.send({
      address: { host: 'origin.test', port: 80, tls: undefined, pool },
      head: { ...head, authority: head.authority || 'origin.test', headers: sentFields(head) },
      body,
      timeouts: { connectMs: 1000, firstByteMs: 1000, readMs: 1000, writeMs: 1000 },
      upgrade,
      informed: undefined,
    });
    const socket = this.dialer.dials.at(-1)!.connects();
    this.upstreams.push(socket);
    this.#answerWhenWhole(socket);
    const response = await call.response;
    return { status: response.head.status, body: response.body };
  }

  /** An upstream that answers as soon as it has seen what may be all of a request. */
  #answerWhenWhole(socket: MemorySocket): void {
    setImmediate(() => {
      if (socket.destroyed === 'no') socket.arrives('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
  }
}

/** As the engine sends them, for a client that is not trusted. */
function sentFields(request: RequestHead): HeaderList {
  return upstreamHeaders({
    downstream: { peerAddress: '192.0.2.1' },
    client: { address: '192.0.2.1', viaTrusted: false, scheme: 'http', host: request.authority || 'origin.test' },
    trace: { id: 'i', traceparent: undefined, tracestate: undefined },
    request,
  });
}

const pool = { maxConnections: 100, maxIdle: 0, idleTimeoutMs: 1000, maxLifetimeMs: undefined };
