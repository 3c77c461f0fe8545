import type { ChunkedLimits } from './chunked.ts';
import type { FieldLimits } from './fields.ts';
import type { H2cAnswer } from './request-parser.ts';

/** Bounds and waits of a server. Every one of them is enforced. */
export interface ServerOptions {
  /** Id of the listener, for the engine. */
  readonly listener: string;
  readonly head: FieldLimits;
  readonly chunked: ChunkedLimits;
  readonly maxConnections: number;
  /** Connections from one client: an IPv4 address, or a /64 of IPv6; those on a Unix socket are not counted. */
  readonly maxConnectionsPerAddress: number;
  readonly maxRequestsPerConnection: number;
  /** Requests that may come before the answer to the one before them; the connection closes after as many. */
  readonly maxRequestsPipelined: number;
  /** Bytes read ahead of what is being answered (pipelined requests, or a body not yet asked for) before reading stops. */
  readonly maxBufferedBytes: number;
  /** Bytes of an unwanted body to read past, in order to keep the connection. */
  readonly maxDiscardedBytes: number;
  /** From the first byte of a head to its last; also from the start of a connection to its first byte. */
  readonly headTimeoutMs: number;
  /** Between two requests of a connection. */
  readonly idleTimeoutMs: number;
  /** Between two reads of a request body that is asked for. */
  readonly bodyTimeoutMs: number;
  /** Slowest a request body may come on average, once it has taken the time of four such waits. */
  readonly minBodyBytesPerSecond: number;
  /** For a client to take what is written. */
  readonly writeTimeoutMs: number;
  /** To read past an unwanted body, and for the client to close once it has our last answer. */
  readonly lingerMs: number;
  /**
   * What it means when a client ends its half while it has no reply yet: it still waits (and is asked for a sign of
   * life), or it is taken to have left. While an answer streams, it has left.
   */
  readonly halfClose: 'answer' | 'leave';
  /** What becomes of `Upgrade: h2c`. */
  readonly h2c: H2cAnswer;
  /** Without a byte in either direction of a tunnel; `undefined` waits for ever. */
  readonly tunnelIdleMs: number | undefined;
}

/** What a server does when nothing else is said. */
export const serverDefaults: Omit<ServerOptions, 'listener'> = {
  head: {
    maxBytes: 65_536,
    maxStartLineBytes: 16_384,
    maxCount: 128,
    maxNameBytes: 256,
    maxValueBytes: 32_768,
  },
  chunked: {
    maxChunkExtensionBytes: 256,
    maxExtensionBytes: 16_384,
    trailers: { maxBytes: 8192, maxStartLineBytes: 0, maxCount: 32, maxNameBytes: 256, maxValueBytes: 4096 },
  },
  maxConnections: 10_000,
  maxConnectionsPerAddress: 1000,
  maxRequestsPerConnection: 100_000,
  maxRequestsPipelined: 1000,
  maxBufferedBytes: 65_536,
  maxDiscardedBytes: 262_144,
  headTimeoutMs: 15_000,
  idleTimeoutMs: 75_000,
  bodyTimeoutMs: 30_000,
  minBodyBytesPerSecond: 256,
  writeTimeoutMs: 60_000,
  lingerMs: 2000,
  halfClose: 'answer',
  h2c: 'refuse',
  tunnelIdleMs: undefined,
};
