import type { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import type { RequestHead, ResponseHead } from '../http/head.ts';

/** How requests reach upstreams. */
export interface Transport {
  /**
   * Starts one round trip. The transport owns `request.body` from here on: it starts or cancels it.
   * It writes `request.head` as it is, adding only the framing (`content-length`, `transfer-encoding`, `connection`).
   */
  send(request: UpstreamRequest): UpstreamCall;
  /**
   * Closes the connections to an address: idle ones now, the others when they have carried what is under way. Absent
   * where the platform keeps the connections.
   */
  letGo?(address: Address): void;
  /** The connections to an address; absent where the platform keeps the connections, `undefined` where there are none. */
  connections?(address: Address): ConnectionCounts | undefined;
}

/** Connections to one address, open or being made, how many of them carry nothing, and who waits for one. */
export interface ConnectionCounts {
  readonly open: number;
  readonly idle: number;
  readonly waiting: number;
}

/** One address of an upstream, as a transport needs it. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** Present when the connection is to be encrypted. */
  readonly tls: UpstreamTls | undefined;
  readonly pool: PoolLimits;
  /** How HTTP/2 is spoken with it; HTTP/1.1 alone when absent. */
  readonly http2?: Http2Use | undefined;
}

/** How HTTP/2 is spoken with an upstream. */
export interface Http2Use {
  /** Nothing else is spoken. Otherwise the two agree when they encrypt the connection. */
  readonly only: boolean;
  /** Time between two pings of a connection; 0 sends none. */
  readonly pingIntervalMs: number;
  /** Requests at once on one connection. */
  readonly maxStreams: number;
}

/** How to trust, and be trusted by, an upstream. PEM texts, not paths. */
export interface UpstreamTls {
  /** Name to ask for and to verify; the host of the address when absent. */
  readonly serverName: string | undefined;
  readonly skipVerify: boolean;
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** Bounds of the connections kept to one address. */
export interface PoolLimits {
  readonly maxConnections: number;
  readonly maxIdle: number;
  readonly idleTimeoutMs: number;
  /** A connection older than this is not used again. */
  readonly maxLifetimeMs: number | undefined;
}

/** What to send where, and how long to wait. */
export interface UpstreamRequest {
  readonly address: Address;
  /** `authority` is the Host to send; the head holds no `host` field of its own. */
  readonly head: RequestHead;
  readonly body: Body | null;
  readonly timeouts: AttemptTimeouts;
  /** The request asks to switch to this protocol: a 101 answer gives a tunnel. */
  readonly upgrade: string | undefined;
  /** Told of each 1xx answer but 100 and 101. */
  readonly informed: Informed | undefined;
}

/** Who hears of informational answers. */
export interface Informed {
  inform(head: ResponseHead): void;
}

/** Waits of one try. */
export interface AttemptTimeouts {
  readonly connectMs: number;
  /** From the request being sent to the head of the answer. */
  readonly firstByteMs: number;
  /** Between two reads of the body. */
  readonly readMs: number;
  /** For a write to be taken. */
  readonly writeMs: number;
}

/** A round trip under way. Whoever wants its outcome asks for `response`, or has it told: one of the two, once. */
export interface UpstreamCall {
  /** Rejects with a {@link Fault}; its `unsent` says whether sending again is safe. */
  readonly response: Promise<UpstreamResponse>;
  /** Tells `receiver` what `response` would hold, as soon as it is known: perhaps before this returns. */
  tell(receiver: Receiver): void;
  /** Breaks off in whatever state: the response rejects with `fault`, a body under way fails with it. */
  cancel(fault: Fault): void;
}

/** Who is told how a round trip came out: one of the two, once. Never throws. */
export interface Receiver {
  answered(response: UpstreamResponse): void;
  /** There will be no answer. */
  failed(fault: Fault): void;
}

/** What an upstream answered. */
export interface UpstreamResponse {
  readonly head: ResponseHead;
  /** `null` when there is none. Whoever gets the response starts it or cancels it. */
  readonly body: Body | null;
  /** Present with status 101: the connection, now in another protocol. */
  readonly tunnel: Tunnel | undefined;
  /** Whether the connection had carried a request before. */
  readonly reused: boolean;
}

/**
 * An upgraded connection to an upstream. The adapter that answers the client joins the two;
 * the engine only hands it on, or cancels it.
 */
export interface Tunnel {
  cancel(fault: Fault): void;
}
