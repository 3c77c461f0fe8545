import { rmSync } from 'node:fs';
import type { Socket } from '../../../shared/platform/socket.ts';
import { keepAliveDelayMs } from '../keep-alive.ts';
import { type Listening, removeStale, whyNoListening } from '../listen.ts';
import type { ListenAddress } from '../listen-address.ts';
import type { BunApi, BunListener } from './bun-api.ts';
import { BunSocket, socketEvents } from './bun-socket.ts';

/** Takes connections that are not encrypted at `address`, by Bun's own sockets. Rejects with a plain message. */
export async function listenOnBun(
  bun: BunApi,
  address: ListenAddress,
  onConnection: (socket: Socket) => void,
): Promise<Listening> {
  if (address.path !== undefined) await removeStale(address.path);
  const listener = opened(bun, address, onConnection);
  return {
    port: address.path === undefined ? (listener.port ?? 0) : 0,
    stop() {
      listener.stop();
      if (address.path !== undefined) rmSync(address.path, { force: true });
    },
  };
}

function opened(bun: BunApi, address: ListenAddress, onConnection: (socket: Socket) => void): BunListener {
  const { host, port, path } = address;
  try {
    return bun.listen({
      ...(path === undefined ? { hostname: host, port } : { unix: path }),
      allowHalfOpen: true,
      socket: {
        ...socketEvents,
        open(raw) {
          raw.setNoDelay(true);
          raw.setKeepAlive(true, keepAliveDelayMs);
          onConnection(new BunSocket(raw));
        },
      },
    });
  } catch (error) {
    throw new Error(whyNoListening(error as NodeJS.ErrnoException, address), { cause: error });
  }
}
