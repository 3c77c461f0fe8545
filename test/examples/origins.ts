import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import { startOrigin } from '../../examples/origin.ts';
import type { Expectation } from './expectation.ts';

type Origin = Awaited<ReturnType<typeof startOrigin>>;

/** The origins of an example, under the ports it writes them with. */
export class Origins {
  readonly #running = new Map<number, Origin>();
  readonly #requests: string[] = [];
  readonly #http2: Http2Server[] = [];
  readonly #sessions = new Set<ServerHttp2Session>();
  #waiting: (() => void)[] = [];

  /** Starts those of these ports that are not said to be down. */
  async start(
    ports: readonly number[],
    { down = [], http2 = [], tls }: Expectation,
  ): Promise<ReadonlyMap<number, number>> {
    const real = new Map<number, number>();
    for (const port of new Set(ports)) {
      if (port === neverThere || down.includes(port)) {
        // Port 1 belongs to a service of the seventies.
        real.set(port, 1);
        continue;
      }
      if (http2.includes(port)) {
        real.set(port, await this.#startHttp2());
        continue;
      }
      const isTls = port % 1000 === 443;
      const origin = await startOrigin(0, {
        ...(isTls && tls !== undefined && { tls: tls() }),
        onRequest: (url) => this.#arrived(url),
      });
      this.#running.set(port, origin);
      real.set(port, origin.port);
    }
    return real;
  }

  /** The port by which the example knows an origin. */
  written(real: number): number {
    for (const [port, origin] of this.#running) if (origin.port === real) return port;
    throw new Error(`no origin listens on ${real}`);
  }

  /** Settles once a request for this path has reached an origin. */
  async got(url: string): Promise<void> {
    while (!this.#requests.includes(url)) await new Promise<void>((settle) => this.#waiting.push(settle));
  }

  async stop(port: number): Promise<void> {
    await this.#running.get(port)?.stop();
  }

  async stopAll(): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    for (const server of this.#http2) server.close();
    await Promise.all([...this.#running.values()].map((origin) => origin.stop()));
  }

  /** An origin that says which version of HTTP it was asked by. */
  async #startHttp2(): Promise<number> {
    const server = createServer((request, response) => response.end(`HTTP/${request.httpVersion}`));
    server.on('session', (session) => this.#sessions.add(session));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#http2.push(server);
    return (server.address() as { port: number }).port;
  }

  #arrived(url: string): void {
    this.#requests.push(url);
    for (const settle of this.#waiting.splice(0)) settle();
  }
}

const neverThere = 3009;
