import type { EventEmitter } from 'node:events';

/** Resolves when a connection is closed, also by a reset, which a close on the other side may come as. */
export function whenClosed(socket: EventEmitter): Promise<void> {
  socket.on('error', () => {});
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
  });
}
