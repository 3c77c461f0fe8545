import { randomFillSync } from 'node:crypto';
import { clearInterval, setInterval } from 'node:timers';
import { libraryRanks } from '../shared/ai/tokens/ranks/library-ranks.ts';
import type { LogSink } from '../shared/platform/log-sink.ts';
import type { Clock, Platform } from '../shared/platform/platform.ts';
import { TimerWheel, tickMs, type WheelDriver } from '../shared/platform/timer-wheel.ts';
import { nodeFiles } from './files/node-files.ts';
import { nodeGeo } from './geo/node-geo.ts';
import { nodeCompression } from './node-compression.ts';
import { ThreadedPasswords } from './passwords/threaded-passwords.ts';
import { runtimeName } from './runtime-name.ts';
import { bunApi } from './sockets/bun/bun-api.ts';
import { BunDialer } from './sockets/bun/bun-dialer.ts';
import { NameCache } from './sockets/name-cache.ts';
import { NodeDialer } from './sockets/node-dialer.ts';
import { UpstreamTransport } from './upstream-transport.ts';

/** The ports of a runtime with sockets, put together. */
export interface SocketPlatform extends Platform {
  readonly transport: UpstreamTransport;
}

/** Makes the ports of this process. */
export function socketPlatform(log: LogSink): SocketPlatform {
  const timers = new TimerWheel(clock.monotonic, wheelDriver());
  const names = new NameCache(clock.monotonic);
  const bun = bunApi();
  const dialer = new NodeDialer(names, bun && new BunDialer({ bun, names, timers }));
  return {
    runtime: runtimeName(),
    clock,
    timers,
    random: { next: Math.random, bytes: (count) => randomFillSync(new Uint8Array(count)) },
    transport: new UpstreamTransport(dialer, { timers, clock }),
    dialer,
    log,
    files: nodeFiles(clock),
    geo: nodeGeo(clock),
    compression: nodeCompression,
    passwords: new ThreadedPasswords(),
    loadRanks: libraryRanks,
  };
}

const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** An interval that is there only while something waits, and that keeps no process alive. */
function wheelDriver(): WheelDriver {
  let interval: NodeJS.Timeout | undefined;
  return {
    start(tick) {
      interval = setInterval(tick, tickMs);
      interval.unref();
    },
    stop() {
      clearInterval(interval);
    },
  };
}
