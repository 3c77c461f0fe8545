import { lstatSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { runtimeName } from '../runtime-name.ts';
import { keepAliveDelayMs } from './keep-alive.ts';
import type { ListenAddress } from './listen-address.ts';

/** Connections the operating system keeps for us until we take them; it may cap this itself. */
const backlog = 4096;

/** A place where connections are taken. */
export interface Listening {
  /** The port in use, also when any free one was asked for; 0 on a Unix socket. */
  readonly port: number;
  /** Takes no more connections. Those that are there stay. */
  stop(): void;
}

/** Takes connections at `address` and hands each to `onConnection` at once. Rejects with a plain message. */
export async function listen(address: ListenAddress, onConnection: (raw: Socket) => void): Promise<Listening> {
  if (address.path !== undefined) await removeStale(address.path);
  const server = createServer(connectionOptions, onDeno ? keptAlive(onConnection) : onConnection);
  await bound(server, address);
  const where = server.address();
  return { port: typeof where === 'object' && where !== null ? where.port : 0, stop: () => server.close() };
}

const connectionOptions = {
  allowHalfOpen: true,
  noDelay: true,
  keepAlive: true,
  keepAliveInitialDelay: keepAliveDelayMs,
};

/** Deno forgets this option of a listener, and heeds what each connection is told. */
const onDeno = runtimeName() === 'deno';

function keptAlive(onConnection: (raw: Socket) => void): (raw: Socket) => void {
  return (raw) => {
    raw.setKeepAlive(true, keepAliveDelayMs);
    onConnection(raw);
  };
}

function bound(server: Server, address: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(whyNoListening(error, address), { cause: error })),
    );
    server.once('listening', () => {
      // Running out of file descriptors shows here; the connections that are open go on.
      server.on('error', () => {});
      resolve();
    });
    if (address.path === undefined) server.listen({ host: address.host, port: address.port, backlog });
    else server.listen({ path: address.path, backlog });
  });
}

/** What stands in the way of listening, in plain words. */
export function whyNoListening({ code, message }: NodeJS.ErrnoException, { text }: ListenAddress): string {
  switch (code) {
    case 'EADDRINUSE':
      return `cannot listen on ${text}: another program is using it`;
    case 'EACCES':
      return `cannot listen on ${text}: this user is not allowed to`;
    case 'EADDRNOTAVAIL':
      return `cannot listen on ${text}: this machine does not have the address`;
    case 'ENOTFOUND':
      return `cannot listen on ${text}: the name is not known`;
    default:
      return `cannot listen on ${text}: ${message}`;
  }
}

/** A socket file that nobody answers at was left by a process that is gone; it would be in our way. */
export async function removeStale(path: string): Promise<void> {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSocket()) return;
  if (await answers(path)) return;
  unlinkSync(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ path });
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
