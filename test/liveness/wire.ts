import { serverOptions } from '../../node-adapter/server-options.ts';
import { Http1Server } from '../../shared/http1/server.ts';
import { FakeDialer } from '../support/fake-dialer.ts';
import { settled } from '../support/http1/served.ts';
import { WireSocket } from '../support/http1/wire-socket.ts';
import type { MemorySocket } from '../support/memory-socket.ts';
import type { Stage } from './stage.ts';

/** The first listener of a stage, as the adapter serves it, for clients over sockets without a network. */
export function serverOf({ config, engine, platform }: Stage): Http1Server {
  const [listener] = config.listeners;
  return new Http1Server(serverOptions(listener!.id, listener!, config), engine, platform);
}

/** A connection of a client to the server. */
export function connect(server: Http1Server, address?: string): WireSocket {
  const socket = new WireSocket(address);
  server.accept(socket);
  return socket;
}

/** A request that is whole. */
export const get = 'GET / HTTP/1.1\r\nHost: app.test\r\nAccept: application/json\r\n\r\n';

/** The status of the latest reply that the client got. */
export function statusIn(socket: WireSocket): number | undefined {
  const status = /HTTP\/1\.1 (\d{3})(?!.*HTTP\/1\.1 \d{3})/s.exec(socket.sent)?.[1];
  return status === undefined ? undefined : Number(status);
}

/** Lets everything happen that waits for a promise, however long the chain. */
export async function quiet(): Promise<void> {
  for (let i = 0; i < 6; i += 1) await settled();
}

/** The connections that a stage makes to its origins. */
export function dialsOf({ dialer }: Stage): FakeDialer['dials'] {
  if (!(dialer instanceof FakeDialer)) throw new Error('this stage has no dialer of its own');
  return dialer.dials;
}

/** The latest connection to an origin, made and ready. */
export function connected(stage: Stage): MemorySocket {
  return dialsOf(stage).at(-1)!.connects();
}

/** What an origin answers when it has nothing to say. */
export const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
