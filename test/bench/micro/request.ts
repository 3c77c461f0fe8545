import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepYoung } from '../../../node-adapter/keep-young.ts';
import { FileLog } from '../../../node-adapter/log/file-log.ts';
import { nodeCompression } from '../../../node-adapter/node-compression.ts';
import { compile } from '../../../shared/config/compile/compile.ts';
import { Engine } from '../../../shared/engine/engine.ts';
import { Http1Transport } from '../../../shared/http1/client/http1-transport.ts';
import { Http1Server } from '../../../shared/http1/server.ts';
import { serverDefaults } from '../../../shared/http1/server-options.ts';
import type { Dialer } from '../../../shared/platform/dialer.ts';
import type { Socket, SocketHandler } from '../../../shared/platform/socket.ts';
import { TimerWheel } from '../../../shared/platform/timer-wheel.ts';
import { readConfig } from '../../../shared/read-config.ts';
import { sentinelConfig } from '../sentinel-config.ts';

/** What a request costs between the sockets. */
export interface RequestCost {
  readonly microsBest: number;
  readonly microsMedian: number;
}

/**
 * Measures what one proxied request costs in the code of the project, wire layer, engine and log line together, with
 * sockets that only hand bytes over: what the operating system and the runtime's sockets add is not in it.
 */
export async function measureRequest(rounds = 30, requests = 4_000, metrics = false): Promise<RequestCost> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-request-'));
  const client = new QuietSocket();
  try {
    await serve(client, folder, metrics);
    const costs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const start = performance.now();
      for (let i = 0; i < requests; i += 1) await client.ask();
      costs.push(((performance.now() - start) * 1000) / requests);
    }
    costs.sort((a, b) => a - b);
    return { microsBest: costs[0]!, microsMedian: costs[costs.length >> 1]! };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function serve(client: QuietSocket, folder: string, metrics: boolean): Promise<void> {
  const text = sentinelConfig({ port: 1, upstreamPort: 2, folder }, { metrics });
  const entry = { name: 'sentinel.kdl', text };
  const config = await readConfig({ entry, env: {}, runtime: 'node' });
  const log = new FileLog();
  log.configure(config.observability.logging);
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  const timers = new TimerWheel(clock.monotonic, { start() {}, stop() {} });
  const random = { next: Math.random, bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) };
  const transport = new Http1Transport({ dialer: originDialer, timers, clock });
  const platform = { runtime: 'node', clock, timers, random, transport, log, compression: nodeCompression } as const;
  const facts = { version: '0', startedAt: 0, instanceId: 'bench', isDraining: () => false };
  const plan = compile(config, { platform, process: facts });
  const server = new Http1Server(
    { ...serverDefaults, listener: 'main', maxRequestsPerConnection: Number.MAX_SAFE_INTEGER },
    new Engine(plan, platform),
    platform,
  );
  server.accept(client);
}

const ignored: SocketHandler = { onData() {}, onDrain() {}, onEnd() {}, onClose() {} };

/** A connection that takes everything and keeps nothing. */
class QuietSocket implements Socket {
  readonly remoteAddress = '127.0.0.1';
  readonly remotePort = 4711;
  readonly localPort = 80;
  readonly secure = false;
  handler: SocketHandler = ignored;
  #answered: (() => void) | undefined = undefined;

  /** Sends a request; resolves once the whole reply was written. */
  ask(): Promise<void> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.handler.onData(Buffer.from(request, 'latin1'));
    });
  }

  write(bytes: Uint8Array): boolean {
    if (bytes.length === bodyBytes) this.#answered?.();
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

/** The upstream's side: answers each request that is written to it. */
class OriginSocket extends QuietSocket {
  override writeText(_text: string): boolean {
    queueMicrotask(this.#answer);
    return true;
  }

  readonly #answer = (): void => {
    this.handler.onData(Buffer.from(answer, 'latin1'));
  };
}

const originDialer: Dialer = {
  dial(_address, caller) {
    queueMicrotask(() => caller.onConnected(new OriginSocket()));
    return { cancel() {} };
  },
};

const bodyBytes = 1024;
const request = 'GET /measured HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n';
const answer = `HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Sat, 21 Nov 2026 22:00:00 GMT\r\nContent-Type: application/json\r\nContent-Length: ${bodyBytes}\r\nConnection: keep-alive\r\n\r\n${'x'.repeat(bodyBytes)}`;

if (import.meta.main) {
  keepYoung();
  const { microsBest, microsMedian } = await measureRequest(30, 4_000, process.argv.includes('--metrics'));
  console.log(`${microsBest.toFixed(2)} us per request at best, ${microsMedian.toFixed(2)} in the middle`);
  process.exit(0);
}
