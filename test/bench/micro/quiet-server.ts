import { FileLog } from '../../../node-adapter/log/file-log.ts';
import { nodeCompression } from '../../../node-adapter/node-compression.ts';
import { compile } from '../../../shared/config/compile/compile.ts';
import { Engine } from '../../../shared/engine/engine.ts';
import { Http1Transport } from '../../../shared/http1/client/http1-transport.ts';
import { Http1Server } from '../../../shared/http1/server.ts';
import { serverDefaults } from '../../../shared/http1/server-options.ts';
import type { Socket, SocketHandler } from '../../../shared/platform/socket.ts';
import { TimerWheel } from '../../../shared/platform/timer-wheel.ts';
import { readConfig } from '../../../shared/read-config.ts';

/** Serves clients by a configuration, with an origin behind it, over sockets that only hand bytes over. */
export async function serveQuietly(
  text: string,
  clients: readonly QuietSocket[],
  origin: () => QuietSocket,
): Promise<void> {
  const config = await readConfig({ entry: { name: 'sentinel.kdl', text }, env: {}, runtime: 'node' });
  const log = new FileLog();
  log.configure(config.observability.logging);
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  const timers = new TimerWheel(clock.monotonic, { start() {}, stop() {} });
  const random = { next: Math.random, bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) };
  const dialer = {
    dial(_address: unknown, caller: { onConnected(socket: Socket): void }) {
      queueMicrotask(() => caller.onConnected(origin()));
      return { cancel() {} };
    },
  };
  const transport = new Http1Transport({ dialer, timers, clock });
  const platform = { runtime: 'node', clock, timers, random, transport, log, compression: nodeCompression } as const;
  const facts = { version: '0', startedAt: 0, instanceId: 'bench', isDraining: () => false };
  const plan = compile(config, { platform, process: facts });
  const options = { ...serverDefaults, listener: 'main', maxRequestsPerConnection: Number.MAX_SAFE_INTEGER };
  const server = new Http1Server(options, new Engine(plan, platform), platform);
  for (const client of clients) server.accept(client);
}

const ignored: SocketHandler = { onData() {}, onDrain() {}, onEnd() {}, onClose() {} };

/** A connection that takes everything and keeps nothing. */
export class QuietSocket implements Socket {
  readonly remoteAddress = '127.0.0.1';
  readonly remotePort = 4711;
  readonly localPort = 80;
  readonly secure = false;
  handler: SocketHandler = ignored;

  write(_bytes: Uint8Array): boolean {
    return true;
  }

  writeText(_text: string): boolean {
    return true;
  }

  cork(): void {}
  uncork(): void {}
  pause(): void {}
  resume(): void {}
  end(): void {}
  destroy(): void {}
}
