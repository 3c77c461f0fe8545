import { Fault } from '../../../../shared/errors/fault.ts';
import type { Body } from '../../../../shared/http/body.ts';
import { HeaderList } from '../../../../shared/http/header-list.ts';
import { Http1Transport } from '../../../../shared/http1/client/http1-transport.ts';
import type {
  Address,
  Informed,
  PoolLimits,
  UpstreamCall,
  UpstreamRequest,
} from '../../../../shared/platform/transport.ts';
import { FakeDialer } from '../../../support/fake-dialer.ts';
import { FakeTime } from '../../../support/fake-time.ts';
import type { MemorySocket } from '../../../support/memory-socket.ts';

/** A transport on a fake clock whose connections are in memory. */
export class ClientBench {
  readonly time = new FakeTime();
  readonly dialer = new FakeDialer();
  readonly transport = new Http1Transport({ dialer: this.dialer, timers: this.time, clock: this.time });
  readonly address: Address;

  constructor(pool: Partial<PoolLimits> = {}) {
    this.address = addressWith(pool);
  }

  send(request: RequestSketch = {}): UpstreamCall {
    const call = this.transport.send(requestOf(this.address, request));
    // Tests look at the faults they are about; the others are not failures of the test.
    call.response.catch(() => {});
    return call;
  }

  /** Sends on a new connection and answers both. */
  open(request: RequestSketch = {}): { call: UpstreamCall; socket: MemorySocket } {
    const call = this.send(request);
    return { call, socket: this.dialer.dials.at(-1)!.connects() };
  }

  /** A connection that has carried one request and is idle now. */
  async idleSocket(): Promise<MemorySocket> {
    const { call, socket } = this.open();
    socket.arrives(emptyAnswer);
    await call.response;
    socket.written = '';
    return socket;
  }
}

/** What a test says of a request; the rest is a plain GET. */
export interface RequestSketch {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
  readonly upgrade?: string;
  readonly informed?: Informed;
}

export const emptyAnswer = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';

/** Waits of the requests of these tests. */
export const waits = { connectMs: 1_000, firstByteMs: 2_000, readMs: 3_000, writeMs: 4_000 } as const;

export function addressWith(pool: Partial<PoolLimits> = {}): Address {
  const bounds = { maxConnections: 10, maxIdle: 10, idleTimeoutMs: 60_000, maxLifetimeMs: undefined, ...pool };
  return { host: 'origin.test', port: 80, tls: undefined, pool: bounds };
}

export function requestOf(address: Address, sketch: RequestSketch): UpstreamRequest {
  const { method = 'GET', path = '/', headers = {}, body = null, upgrade, informed } = sketch;
  return {
    address,
    head: {
      method,
      scheme: 'http',
      authority: 'example.test',
      path,
      query: undefined,
      version: '1.1',
      headers: HeaderList.of(headers),
    },
    body,
    timeouts: waits,
    upgrade,
    informed,
  };
}

/** The fault a call ends with. */
export async function faultOf(call: UpstreamCall): Promise<Fault> {
  try {
    await call.response;
  } catch (error) {
    return Fault.from(error);
  }
  throw new Error('the call was answered');
}
