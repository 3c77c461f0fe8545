import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepYoung } from '../../../node-adapter/keep-young.ts';
import { sentinelConfig } from '../sentinel-config.ts';
import { QuietSocket, serveQuietly } from './quiet-server.ts';

/**
 * What one of many requests costs between the sockets, in microseconds: `connections` clients ask in the same turn, the
 * origin answers all of them in the next. What each request leaves in memory then lives as long as it does under load.
 */
export async function measureManyRequests(connections: number, rounds = 60, requests = 6_400): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-many-'));
  try {
    const clients = Array.from({ length: connections }, () => new QuietSocket());
    const asked: QuietSocket[] = [];
    await serveQuietly(sentinelConfig({ port: 1, upstreamPort: 2, folder }), clients, () => new OriginSocket(asked));
    const costs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const start = performance.now();
      for (let done = 0; done < requests; done += connections) {
        for (const { handler } of clients) handler.onData(received(request));
        await turn();
        for (const { handler } of asked.splice(0)) handler.onData(received(answer));
        await turn();
      }
      costs.push(((performance.now() - start) * 1000) / requests);
    }
    // What is hot is compiled by then.
    const late = costs.slice(rounds / 3).sort((a, b) => a - b);
    return late[late.length >> 1]!;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The upstream's side: puts itself in line when a request is written to it. */
class OriginSocket extends QuietSocket {
  readonly #asked: QuietSocket[];

  constructor(asked: QuietSocket[]) {
    super();
    this.#asked = asked;
  }

  override writeText(): boolean {
    this.#asked.push(this);
    return true;
  }
}

/** Bytes of their own, as a socket hands them over. */
function received(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafe(bytes.length);
  copy.set(bytes);
  return copy;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const request = Buffer.from('GET /measured HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n', 'latin1');
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Sat, 21 Nov 2026 22:00:00 GMT\r\nContent-Type: application/json\r\nContent-Length: 1024\r\nConnection: keep-alive\r\n\r\n${'x'.repeat(1024)}`,
  'latin1',
);

if (import.meta.main) {
  keepYoung();
  const connections = Number(process.argv[2] ?? 64);
  console.log(`${(await measureManyRequests(connections)).toFixed(2)} us per request, ${connections} at once`);
  process.exit(0);
}
