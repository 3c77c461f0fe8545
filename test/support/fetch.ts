import type { FetchConnection } from '../../shared/fetch/fetch-connection.ts';
import type { FetchHost } from '../../shared/fetch/fetch-host.ts';
import type { Body, BodySink } from '../../shared/http/body.ts';

/** A fetch host without ways of its own. */
export function plainHost(parts: Partial<FetchHost> = {}): FetchHost {
  return {
    fetch: () => Promise.reject(new Error('not expected')),
    decodes: new Set(),
    utf8Headers: false,
    joinsCookies: false,
    sendsHost: false,
    wholeBytes: 0,
    relay: undefined,
    ...parts,
  };
}

export function plainConnection(parts: Partial<FetchConnection> = {}): FetchConnection {
  return {
    peerAddress: '192.0.2.1',
    peerPort: 4000,
    version: '1.1',
    background: () => undefined,
    ...parts,
  };
}

/** A body that the test pushes by hand. */
export class HandBody implements Body {
  readonly length: number | undefined;
  sink: BodySink | undefined;
  resumed = 0;
  cancelled: unknown;

  constructor(length?: number) {
    this.length = length;
  }

  start(sink: BodySink): void {
    this.sink = sink;
  }

  resume(): void {
    this.resumed += 1;
  }

  cancel(fault: unknown): void {
    this.cancelled = fault;
  }
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
