import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OriginProcess } from '../soak/origin-process.ts';
import { freePort } from '../support/ports.ts';
import { RunningProcess } from '../unit/node-adapter/running-process.ts';

/** A limit of a route `/<name>`, by the field `x-key`. */
export interface Limited {
  readonly name: string;
  /** Its rate, as the configuration has it. */
  readonly rate: string;
  /** Its store, as the configuration has it. */
  readonly ledger: string;
}

/** What became of one request. */
export interface Answer {
  readonly status: number;
  readonly tookMs: number;
}

/** Sentinels in processes of their own, all with the same limits, before one origin. */
export class LimitedSentinels {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sentinel-limited-'));
  readonly #origin: OriginProcess;
  readonly #processes: RunningProcess[] = [];
  readonly #ports: number[] = [];

  private constructor(origin: OriginProcess) {
    this.#origin = origin;
  }

  static async start(count: number, limits: (folder: string) => readonly Limited[]): Promise<LimitedSentinels> {
    const sentinels = new LimitedSentinels(new OriginProcess('origin', await freePort()));
    await sentinels.#origin.start();
    writeFileSync(sentinels.#file, configOf(limits(sentinels.#folder), sentinels.#origin.port));
    for (let i = 0; i < count; i += 1) await sentinels.restart(i);
    return sentinels;
  }

  get #file(): string {
    return join(this.#folder, 'sentinel.kdl');
  }

  /** Sends one request to the limit of that name, at the instance of that index. Rejects when it is not answered. */
  async ask(index: number, limit: string, key: string): Promise<Answer> {
    const startedAt = performance.now();
    const url = `http://127.0.0.1:${this.#ports[index]}/${limit}`;
    const response = await fetch(url, { headers: { 'x-key': key }, signal: AbortSignal.timeout(60_000) });
    await response.arrayBuffer();
    return { status: response.status, tookMs: performance.now() - startedAt };
  }

  /** Ends an instance with SIGKILL. */
  async kill(index: number): Promise<void> {
    await this.#processes[index]?.stop();
  }

  async restart(index: number): Promise<void> {
    const started = new RunningProcess(['run', '-c', this.#file]);
    this.#processes[index] = started;
    const [, port] = await started.says(/listening on http:\/\/127\.0\.0\.1:(\d+)/);
    this.#ports[index] = Number(port);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((running) => running.stop()));
    await this.#origin.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function configOf(limits: readonly Limited[], port: number): string {
  const filters = limits.map(
    ({ name, rate, ledger }) => `filter "${name}" { type "rate-limit"; key "header:X-Key"; ${rate}; ledger ${ledger} }`,
  );
  const routes = limits.map(
    ({ name }) => `route "${name}" { matches { path "/${name}" }; upstream "origin"; filters "${name}" }`,
  );
  return `
    listeners { listener "main" { address "127.0.0.1:0" } }
    upstreams { upstream "origin" { target "127.0.0.1:${port}" } }
    filters { ${filters.join('\n')} }
    routes { ${routes.join('\n')} }`;
}
