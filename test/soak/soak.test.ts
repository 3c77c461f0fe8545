import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { RawClient } from '../support/raw-client.ts';
import { RawOrigin } from '../support/raw-origin.ts';
import { SeededRandom, testSeed } from '../support/seeded-random.ts';
import { openTls } from '../support/tls-client.ts';
import { RunningProcess } from '../unit/node-adapter/running-process.ts';
import { until } from '../unit/node-adapter/until.ts';
import { Http2StormClient } from './http2-storm-client.ts';
import { soakConfig } from './soak-config.ts';
import { StormClient, type StormRecord } from './storm-client.ts';
import { obeys } from './tempers.ts';

const seconds = Number(process.env['SENTINEL_SOAK_SECONDS'] ?? 20);
/** The quiet after each of the two storms takes some of the time. */
const stormMs = Math.max(3, (seconds - 10) / 2) * 1000;
const clients = 24;

describe('a process in a storm', { timeout: seconds * 4000 + 300_000 }, () => {
  test('answers every request once, lets go of everything, and does not grow', async (t) => {
    const seed = testSeed();
    t.diagnostic(`seed ${seed}, two storms of ${stormMs / 1000} s`);
    const scene = await Scene.open(seed);
    try {
      const first = await scene.storm();
      const second = await scene.storm();

      t.diagnostic(JSON.stringify([...scene.record.endings].sort()));
      t.diagnostic(`${scene.reloads} reloads; ${JSON.stringify([first, second])}`);
      assert.ok(
        second.heapUsed < first.heapUsed * 1.15 + 2_000_000,
        `the heap grows: ${JSON.stringify([first, second])}`,
      );
      assert.ok(
        second.external < first.external * 1.15 + 2_000_000,
        `buffers grow: ${JSON.stringify([first, second])}`,
      );
      await scene.end();
      scene.checkLogs();
    } finally {
      await scene.close();
    }
  });
});

interface Probe {
  readonly probes: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly sockets: number;
}

/** The program, its targets and its clients. */
class Scene {
  readonly record: StormRecord = { waited: new Set(), left: new Set(), endings: new Map() };
  reloads = 0;
  readonly #folder: string;
  readonly #random: SeededRandom;
  readonly #origins: readonly RawOrigin[];
  readonly #deadPort: number;
  readonly #process: RunningProcess;
  #port = 0;
  #securePort = 0;
  #storms = 0;
  #looks = 0;

  private constructor(folder: string, seed: number, origins: readonly RawOrigin[], deadPort: number) {
    this.#folder = folder;
    this.#random = new SeededRandom(seed);
    this.#origins = origins;
    this.#deadPort = deadPort;
    this.#writeConfig();
    this.#process = new RunningProcess(['run', '-c', join(folder, 'sentinel.kdl')], {
      NODE_OPTIONS: `--import=${fileURLToPath(new URL('memory-probe.ts', import.meta.url))}`,
      SENTINEL_SOAK_PROBE: join(folder, 'probe.json'),
    });
  }

  static async open(seed: number): Promise<Scene> {
    const origins = await Promise.all([1, 2, 3].map(() => RawOrigin.start()));
    for (const origin of origins) origin.answer(obeys);
    const scene = new Scene(mkdtempSync(join(tmpdir(), 'sentinel-soak-')), seed, origins, await deadPort());
    const [, port] = await scene.#process.says(/listening on http:\/\/127\.0\.0\.1:(\d+)/);
    const [, securePort] = await scene.#process.says(/listening on https:\/\/127\.0\.0\.1:(\d+)/);
    scene.#port = Number(port);
    scene.#securePort = Number(securePort);
    return scene;
  }

  /** A storm, and what is left of it once all is quiet. */
  async storm(): Promise<Probe> {
    this.#storms += 1;
    let isOver = false;
    const running = Array.from({ length: clients }, (_, i) => this.#client(i).run(() => isOver));
    const reloading = this.#reload(() => isOver);
    const failed = Promise.all(running);
    await Promise.race([failed, wait(stormMs)]).finally(() => {
      isOver = true;
    });
    await Promise.all([failed, reloading]);
    return this.#quiet();
  }

  /** Every fourth client speaks HTTP/1.1 over TLS, and every sixth HTTP/2. */
  #client(i: number): StormClient | Http2StormClient {
    const name = `${this.#storms}-${i}`;
    if (i % 6 === 5) return new Http2StormClient(this.#securePort, name, this.#fork(), this.record);
    const secure = async () => RawClient.over(await openTls(this.#securePort, { ALPNProtocols: ['http/1.1'] }));
    const open = i % 4 === 3 ? secure : () => RawClient.open(this.#port);
    return new StormClient(open, name, this.#fork(), this.record);
  }

  /** Ends the process in order. */
  async end(): Promise<void> {
    this.#process.signal('SIGTERM');
    assert.equal(await this.#process.exit, 0);
  }

  checkLogs(): void {
    assert.doesNotMatch(this.#process.output, /unexpected failure|uncaught|unhandled|not reloaded/i);
    const lines = new Map<string, number>();
    for (const line of readFileSync(join(this.#folder, 'access.log'), 'utf8').split('\n').filter(Boolean)) {
      const { trace_id: id } = JSON.parse(line) as { trace_id: string };
      lines.set(id, (lines.get(id) ?? 0) + 1);
    }
    const { waited, left } = this.record;
    assert.deepEqual(
      [...waited].filter((id) => lines.get(id) !== 1),
      [],
      'requests without just one line',
    );
    assert.deepEqual(
      [...left].filter((id) => (lines.get(id) ?? 0) > 1),
      [],
      'requests with several lines',
    );
    assert.doesNotMatch(readFileSync(join(this.#folder, 'error.log'), 'utf8'), /"code":"internal"/);
  }

  async close(): Promise<void> {
    await this.#process.stop();
    await Promise.all(this.#origins.map((origin) => origin.stop()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #reload(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await wait(1000);
      this.#process.forget();
      this.reloads += 1;
      this.#writeConfig();
      this.#process.signal('SIGHUP');
      await this.#process.says(/configuration (?:not )?reloaded/);
      assert.doesNotMatch(this.#process.output, /unexpected failure|not reloaded/);
    }
  }

  /** Waits until nothing is under way and no connection to a target is left; answers what memory is still used. */
  async #quiet(): Promise<Probe> {
    await until(() => this.#origins.every(({ connections }) => connections === 0));
    assert.deepEqual(await this.#inFlight(), {});
    assert.deepEqual(
      this.#origins.flatMap(({ violations }) => violations),
      [],
    );
    for (const origin of this.#origins) origin.seen.length = 0;
    // A client of HTTP/2 that is gone may be lingered for.
    let probe = await this.#look();
    for (let left = 100; probe.sockets > 0 && left > 0; left -= 1) {
      await wait(300);
      probe = await this.#look();
    }
    assert.equal(probe.sockets, 0, 'connections are left');
    return probe;
  }

  async #look(): Promise<Probe> {
    this.#looks += 1;
    this.#process.signal('SIGUSR2');
    await until(() => this.#probe()?.probes === this.#looks);
    return this.#probe()!;
  }

  /** Targets with requests under way. */
  async #inFlight(): Promise<Record<string, number>> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/-/upstreams`, { headers: { connection: 'close' } });
    const { upstreams } = (await response.json()) as {
      upstreams: { id: string; targets: { address: string; in_flight: number }[] }[];
    };
    const busy = upstreams.flatMap(({ id, targets }) =>
      targets
        .filter(({ in_flight: count }) => count !== 0)
        .map((target) => [`${id} ${target.address}`, target.in_flight]),
    );
    return Object.fromEntries(busy) as Record<string, number>;
  }

  #probe(): Probe | undefined {
    try {
      return JSON.parse(readFileSync(join(this.#folder, 'probe.json'), 'utf8')) as Probe;
    } catch {
      // Not written yet, or just being written.
      return undefined;
    }
  }

  #writeConfig(): void {
    const ports = this.#origins.map(({ port }) => port);
    const text = soakConfig({ folder: this.#folder, ports, deadPort: this.#deadPort, turn: this.reloads });
    writeFileSync(join(this.#folder, 'sentinel.kdl'), text);
  }

  #fork(): SeededRandom {
    return new SeededRandom(this.#random.below(1_000_000));
  }
}

/** A port where nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  const { port } = server.address() as { port: number };
  await new Promise((down) => server.close(down));
  return port;
}
