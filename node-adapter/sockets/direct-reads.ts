import { Buffer } from 'node:buffer';
import { connect, type OnReadOpts, Socket, type SocketConstructorOpts, type TcpSocketConnectOpts } from 'node:net';
import { runtimeName } from '../runtime-name.ts';

/** Takes what a socket receives. */
export interface DirectReader {
  onBytes(bytes: Uint8Array): void;
}

/**
 * Reading past the streams of `node:net`: all sockets read into one buffer, and what comes is copied out of it. Otherwise
 * Node makes 64 KiB for every read and gives most of it back, and hands what came from one queue to the next; Deno does
 * the latter. Bun has sockets of its own for what is not encrypted.
 */
const isPossible = runtimeName() !== 'bun';

/** Connects like `connect` of `node:net`. Who takes what is received is said when the connection is up. */
export function connectDirectly(options: TcpSocketConnectOpts): Socket {
  if (!isPossible) return connect(options);
  const raw: DirectSocket = connect({ ...options, onread: reads });
  raw[reader] = undefined;
  return raw;
}

/**
 * The same connection, just accepted, with direct reads. It must not have been read from, nor be used any further, when
 * another one is answered: that one has taken over what is below it.
 */
export function acceptDirectly(raw: Socket): Socket {
  const below = raw as unknown as Below;
  const { _handle: handle } = below;
  if (!isPossible || !handle) return raw;
  below._handle = null;
  const options = { handle, allowHalfOpen: true, onread: reads };
  const taken: DirectSocket = new Socket(options as SocketConstructorOpts);
  taken[reader] = undefined;
  // Whose address was asked for stays known: a client that resets by now has none any more.
  (taken as unknown as Below)._peername = below._peername;
  return taken;
}

/** Has `to` take what is received. False: the socket has no direct reads. */
export function readDirectly(raw: Socket, to: DirectReader): boolean {
  if (!(reader in raw)) return false;
  (raw as DirectSocket)[reader] = to;
  return true;
}

const reader = Symbol('reader');

interface DirectSocket extends Socket {
  [reader]?: DirectReader | undefined;
}

/** What the runtimes keep below a socket. */
interface Below {
  _handle: object | null | undefined;
  /** The address of the other end, once somebody asked for it. */
  _peername: object | undefined;
}

/** Large enough that a fast sender costs few reads. */
const shared = Buffer.allocUnsafeSlow(64 * 1024);

const reads: OnReadOpts = {
  buffer: shared,
  callback: takeRead,
};

function takeRead(this: unknown, length: number): boolean {
  // Small pieces share memory that is allocated now and then.
  const bytes = Buffer.allocUnsafe(length);
  shared.copy(bytes, 0, 0, length);
  (this as DirectSocket)[reader]?.onBytes(bytes);
  return true;
}
