import type { FetchConnection } from '../../shared/fetch/fetch-connection.ts';
import type { FetchHost } from '../../shared/fetch/fetch-host.ts';

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

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
