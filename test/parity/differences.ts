import type { SubjectName } from './subjects.ts';

/** Something a platform forces to be other than on the rest. */
export interface Difference {
  readonly runtimes: readonly SubjectName[];
  /** What a user sees there, as a full sentence. */
  readonly what: string;
  /** Why it cannot be the same. */
  readonly why: string;
}

/** Every difference between runtimes that a client, an upstream or an operator can see. No other is allowed. */
export const differences = {
  'http-parser': {
    runtimes: ['workerd'],
    what: 'The platform reads the HTTP of clients, and is more forgiving about malformed requests.',
    why: 'A Worker is handed requests, not connections.',
  },
  'client-waits': {
    runtimes: ['workerd', 'workerd-fetch'],
    what: 'How long a slow or idle client is waited for, and when its connection is closed, is up to the platform.',
    why: 'A Worker is handed requests, not connections.',
  },
  'no-tls': {
    runtimes: ['workerd'],
    what: 'Certificates, versions of TLS and client certificates are those of the platform; `tls` of a listener is refused.',
    why: 'The platform decrypts before the Worker is asked.',
  },
  'no-system-discovery': {
    runtimes: ['workerd', 'workerd-fetch'],
    what: 'Targets are learned by HTTP and Consul alone; `discovery` by DNS, Kubernetes and files is refused.',
    why: 'The platform shows neither name records nor files.',
  },
  'no-geo-database': {
    runtimes: ['workerd', 'workerd-fetch'],
    what: '`geo` knows countries from the platform; `database-path` is refused, and who comes over a trusted proxy is of no known country.',
    why: 'The platform has no files, and tells the country of whoever connected.',
  },
  'few-codings': {
    runtimes: ['workerd', 'workerd-fetch'],
    what: '`compress` writes gzip, and deflate where it is named; what an upstream sends slowly is held until there is enough of it.',
    why: 'The platform gives Workers gzip and deflate alone, and no way to let out what they hold. It compresses for clients itself.',
  },
  'no-http2': {
    runtimes: ['bun', 'workerd'],
    what: 'HTTP/2 is not spoken: `https` offers HTTP/1.1 alone on Bun, and a Worker gets what the platform makes of it.',
    why: 'Streams of HTTP/2 cannot be broken off on Bun, so that half a body would look like a whole one; a Worker is handed requests.',
  },
  'broken-http2': {
    runtimes: ['deno'],
    what: 'A malformed message of HTTP/2 ends the whole connection, not its stream alone, and is told as a client that left, or as a reset by the upstream.',
    why: 'The platform breaks the connection off by itself, and does not tell why.',
  },
  'stores-by-http': {
    runtimes: ['workerd', 'workerd-fetch'],
    what: 'Limits are not counted in files, in Memcached, or in a Redis that is spoken with over TCP: `durable-object` and `upstash` take their place.',
    why: 'The platform has no files, and a connection ends with the request that made it.',
  },
  'connect-timeout': {
    runtimes: ['workerd', 'workerd-fetch'],
    what: 'By fetch, the wait for the first byte is also that for the connection.',
    why: 'fetch does not tell when it has connected.',
  },
  'websocket-break': {
    runtimes: ['workerd'],
    what: 'A client whose upstream broke its WebSocket off is told so by the code 1011, and let go when it answers that; the connection itself is not broken.',
    why: 'The platform gives a Worker messages and close codes, and no way to break the connection beneath.',
  },
  'no-loopback': {
    runtimes: ['workerd'],
    what: 'The pages of the inside need a token; without one they do not exist.',
    why: 'A Worker cannot tell whether only this machine can reach it.',
  },
  'lone-connections': {
    runtimes: ['workerd'],
    what: 'An upstream that is sent another Host than its own address gets a connection for each request.',
    why: 'fetch cannot send such a Host, and a socket of the platform cannot serve two requests.',
  },
  'joined-fields': {
    runtimes: ['workerd', 'workerd-fetch'],
    what: 'Repeated fields but `Cookie` and `Set-Cookie` are passed on as one, joined by commas; those of an answer only by fetch.',
    why: 'The headers of the platform show repeated fields joined.',
  },
  'utf8-fields': {
    runtimes: ['workerd', 'workerd-fetch'],
    what: 'Bytes of a field that are not UTF-8 are replaced.',
    why: 'The platform reads and writes fields as UTF-8.',
  },
  'http-parser-upstream': {
    runtimes: ['workerd-fetch'],
    what: 'Malformed answers of upstreams reached by fetch are passed on as the platform understands them, or told as a reset.',
    why: 'fetch hands over answers, not bytes.',
  },
  'whole-answers': {
    runtimes: ['workerd-fetch'],
    what: 'An answer announced as no longer than 16 KiB is waited for whole, unless it is a stream of events; one that breaks off reaches the client as a head and no body.',
    why: 'Taking such an answer from the platform in one piece costs a fraction of reading it in parts.',
  },
  'late-close': {
    runtimes: ['workerd', 'workerd-fetch'],
    what: 'A client that closes its connection in order is noticed at the next write; one that breaks it is noticed at once.',
    why: 'The platform does not watch for the end of a connection while an answer is under way.',
  },
  'no-trailers': {
    runtimes: ['workerd', 'workerd-fetch'],
    what: 'Trailers are dropped in both directions.',
    why: 'Requests and responses of the platform have no place for them.',
  },
  'no-informational': {
    runtimes: ['workerd', 'workerd-fetch'],
    what: 'Informational answers (103 Early Hints) are dropped.',
    why: 'Responses of the platform have no place for them.',
  },
} as const satisfies Record<string, Difference>;

/** The name of a row. */
export type DifferenceId = keyof typeof differences;
