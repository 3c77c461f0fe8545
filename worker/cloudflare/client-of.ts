import type { FetchConnection } from '../../shared/fetch/fetch-connection.ts';

/** Who sent the request: told by the edge in a field it sets itself, and off the edge by the runtime. */
export function clientOf(request: Request, context: ExecutionContext): FetchConnection {
  const facts = request.cf as ConnectionFacts | undefined;
  const background = (work: Promise<unknown>): void => context.waitUntil(work);
  const country = /^(?!XX)[A-Z]{2}$/.test(facts?.country ?? '') ? facts?.country : undefined;
  const version = versions[facts?.httpProtocol ?? ''] ?? '1.1';
  const own = facts?.clientIp;
  if (own === undefined) {
    return { peerAddress: request.headers.get('cf-connecting-ip') ?? '', peerPort: 0, country, version, background };
  }
  const portAt = own.lastIndexOf(':');
  const address = own.slice(0, portAt).replace(/^\[(.*)\]$/, '$1');
  return { peerAddress: address, peerPort: Number(own.slice(portAt + 1)), country, version, background };
}

/** What `request.cf` may hold about the connection. */
interface ConnectionFacts {
  /** `address:port`; only outside the edge, where nobody else would set the field for the client's address. */
  readonly clientIp?: string;
  readonly httpProtocol?: string;
  /** ISO 3166-1, `T1` for Tor, and `XX` where nobody knows. */
  readonly country?: string;
}

const versions: Readonly<Record<string, FetchConnection['version']>> = {
  'HTTP/1.0': '1.0',
  'HTTP/2': '2',
  'HTTP/3': '3',
};
