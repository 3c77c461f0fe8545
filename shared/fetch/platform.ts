import type { Dialer } from '../platform/dialer.ts';
import type { FileSource } from '../platform/file-source.ts';
import type { GeoSource } from '../platform/geo.ts';
import type { LoadRanks } from '../platform/load-ranks.ts';
import type { LogSink, LogStream } from '../platform/log-sink.ts';
import type { Clock, Platform, Random, RuntimeName } from '../platform/platform.ts';
import type { Timer, Timers } from '../platform/timers.ts';
import type { Transport } from '../platform/transport.ts';
import type { FetchHost } from './fetch-host.ts';
import { fetchHosts, thisRuntime } from './fetch-hosts.ts';
import { FetchTransport } from './transport.ts';
import { webCompression } from './web-compression.ts';

/** The ports of a runtime whose server is a fetch handler, and its ways. */
export interface FetchPlatform extends Platform {
  readonly host: FetchHost;
}

/** What a runtime may put in place of the parts that every web runtime has. */
export interface FetchPlatformParts {
  readonly runtime?: RuntimeName;
  readonly host?: FetchHost;
  readonly log?: LogSink;
  readonly transport?: Transport;
  readonly dialer?: Dialer;
  readonly loadRanks?: LoadRanks;
  readonly files?: FileSource;
  readonly geo?: GeoSource;
}

/** The ports of a runtime that has nothing but web interfaces: its clocks, timers, chance, console and `fetch`. */
export function fetchPlatform(parts: FetchPlatformParts = {}): FetchPlatform {
  const { runtime = thisRuntime(), log = consoleLog, transport, dialer, loadRanks, files, geo } = parts;
  const { host = fetchHosts[runtime] } = parts;
  return {
    runtime,
    host,
    clock,
    timers,
    random,
    log,
    compression,
    transport: transport ?? new FetchTransport({ host, timers, clock }),
    ...(dialer && { dialer }),
    ...(loadRanks && { loadRanks }),
    ...(files && { files }),
    ...(geo && { geo }),
  };
}

/** The clocks of a web runtime. */
export const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** One timer of the runtime for each deadline: on workerd a timer belongs to the request that made it. */
export const timers: Timers = {
  after: (delayMs, callback) => new WebTimer(delayMs, callback),
};

const compression = webCompression();

const random: Random = {
  next: () => Math.random(),
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};

const consoleLog: LogSink = {
  write(stream: LogStream, line: string): void {
    if (stream === 'error') console.error(line);
    else console.log(line);
  },
};

/** Longest delay a timer of the web takes; beyond it, it would run at once. */
const longestMs = 2 ** 31 - 1;

class WebTimer implements Timer {
  readonly #id: ReturnType<typeof setTimeout>;

  constructor(delayMs: number, callback: () => void) {
    this.#id = setTimeout(callback, Math.min(delayMs, longestMs));
  }

  cancel(): void {
    clearTimeout(this.#id);
  }
}
