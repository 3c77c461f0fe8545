import type { Sendable } from '../engine/reply.ts';
import { Fault } from '../errors/fault.ts';
import { replyHead } from './reply-head.ts';
import type { ServerContext } from './server-context.ts';
import { SocketTunnel, type TunnelWaits } from './socket-tunnel.ts';

/** A reply that switches protocols, ready to be carried out. */
export interface Switch {
  readonly tunnel: SocketTunnel;
  readonly text: string;
}

/** How long tunnels of this server may wait. */
export function tunnelWaits({ timers, clock, options }: ServerContext): TunnelWaits {
  const { tunnelIdleMs, lingerMs, writeTimeoutMs } = options;
  return { timers, clock, idleMs: tunnelIdleMs, lingerMs, writeMs: writeTimeoutMs };
}

/** Checks a reply that brings a tunnel, and writes its head. Throws an `internal` fault when the two do not fit. */
export function prepareSwitch({ head, tunnel }: Sendable, date: string): Switch {
  if (!(tunnel instanceof SocketTunnel)) throw new Fault('internal', { detail: 'tunnel is not one of sockets' });
  if (head.status !== 101) throw new Fault('internal', { detail: `tunnel with status ${head.status}` });
  return { tunnel, text: replyHead(head, { framing: 'none', contentLength: undefined, connection: 'upgrade', date }) };
}
