import type { RuntimeName } from '../../shared/platform/platform.ts';

/** Something a platform forces to be other than on the rest. */
export interface Difference {
  readonly runtimes: readonly RuntimeName[];
  /** What a user sees there, as a full sentence. */
  readonly what: string;
  /** Why it cannot be the same. */
  readonly why: string;
}

/** Every difference between runtimes that a client, an upstream or an operator can see. No other is allowed. */
export const differences = {
  'http-parser': {
    runtimes: ['workerd'],
    what: 'The platform reads the HTTP of clients: it decides about malformed requests, HTTP/1.0 and pipelining before Sentinel sees them.',
    why: 'A Worker is handed requests, not connections.',
  },
  'client-waits': {
    runtimes: ['workerd'],
    what: 'How long a slow or idle client is waited for is up to the platform.',
    why: 'A Worker is handed requests, not connections.',
  },
  'connect-timeout': {
    runtimes: ['workerd'],
    what: 'An upstream that does not take the connection in time is told by the code of the first-byte timeout.',
    why: 'The platform connects, and does not tell when it has.',
  },
  'host-of-target': {
    runtimes: ['workerd'],
    what: 'Upstreams see their own address as Host; the name the client used is in `X-Forwarded-Host`.',
    why: 'fetch sends the host of the URL it is given.',
  },
  'http-parser-upstream': {
    runtimes: ['workerd'],
    what: 'The platform reads the HTTP of upstreams reached by its fetch, and is more forgiving about malformed answers.',
    why: 'fetch hands over answers, not bytes.',
  },
  'late-close': {
    runtimes: ['workerd'],
    what: 'A client that closes its connection in order is noticed at the next write; one that breaks it is noticed at once.',
    why: 'The platform does not watch for the end of a connection while an answer is under way.',
  },
  'no-trailers': {
    runtimes: ['workerd'],
    what: 'Trailers are dropped in both directions.',
    why: 'Requests and responses of the platform have no place for them.',
  },
  'no-informational': {
    runtimes: ['workerd'],
    what: 'Informational answers (103 Early Hints) are dropped.',
    why: 'Responses of the platform have no place for them.',
  },
  continues: {
    runtimes: ['workerd'],
    what: 'A client that waits for `100 Continue` is always told to go on, also before a refusal.',
    why: 'The platform answers the expectation itself.',
  },
  'get-body': {
    runtimes: ['workerd'],
    what: 'The body of a GET or HEAD request is dropped.',
    why: 'The platform does not allow such requests to be made.',
  },
  'empty-query': {
    runtimes: ['workerd'],
    what: 'A question mark without a query behind it is dropped.',
    why: 'The platform hands over the parsed URL.',
  },
} as const satisfies Record<string, Difference>;

/** The name of a row. */
export type DifferenceId = keyof typeof differences;
