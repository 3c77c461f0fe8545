import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepYoung } from '../../../node-adapter/keep-young.ts';
import { sentinelConfig } from '../sentinel-config.ts';
import { QuietSocket, serveQuietly } from './quiet-server.ts';

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
  const client = new QuietClient();
  try {
    const text = sentinelConfig({ port: 1, upstreamPort: 2, folder }, { metrics });
    await serveQuietly(text, [client], () => new OriginSocket());
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

/** The client's side: asks one request after the other. */
class QuietClient extends QuietSocket {
  #answered: (() => void) | undefined = undefined;

  /** Sends a request; resolves once the whole reply was written. */
  ask(): Promise<void> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.handler.onData(Buffer.from(request, 'latin1'));
    });
  }

  override write(bytes: Uint8Array): boolean {
    if (bytes.length === bodyBytes) this.#answered?.();
    return true;
  }
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

const bodyBytes = 1024;
const request = 'GET /measured HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n';
const answer = `HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Sat, 21 Nov 2026 22:00:00 GMT\r\nContent-Type: application/json\r\nContent-Length: ${bodyBytes}\r\nConnection: keep-alive\r\n\r\n${'x'.repeat(bodyBytes)}`;

if (import.meta.main) {
  keepYoung();
  const { microsBest, microsMedian } = await measureRequest(30, 4_000, process.argv.includes('--metrics'));
  console.log(`${microsBest.toFixed(2)} us per request at best, ${microsMedian.toFixed(2)} in the middle`);
  process.exit(0);
}
