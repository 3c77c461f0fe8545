import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type PluginBuild } from 'esbuild';
import { ranksModule } from '../../scripts/ranks-module.ts';
import type { BundledConfig } from '../../worker/cloudflare/bundled-config.ts';
import { freePort } from './ports.ts';

/** What to run in workerd. */
export interface WorkerdOptions {
  /** The text of the configuration to build in. */
  readonly config: string;
  /** Module whose default export is the worker; Sentinel's own when absent. */
  readonly entry?: string;
  /** Plain text bindings. */
  readonly vars?: Readonly<Record<string, string>>;
  readonly port?: number;
  /** A file, by its descriptor, that takes what it writes; else that is kept in memory. */
  readonly outputTo?: number;
}

/** A worker in raw workerd: no development server in between, so that speed and bytes are its own. */
export class Workerd {
  readonly port: number;
  readonly pid: number;
  readonly #process: ChildProcess;
  readonly #folder: string;
  #output = '';

  private constructor(process: ChildProcess, port: number, folder: string) {
    this.port = port;
    this.pid = process.pid!;
    this.#process = process;
    this.#folder = folder;
    for (const stream of [process.stdout, process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
  }

  /** Bundles, starts, and waits until it takes connections. */
  static async start(options: WorkerdOptions): Promise<Workerd> {
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-workerd-'));
    const port = options.port ?? (await freePort());
    writeFileSync(join(folder, 'worker.js'), await bundleWorker(options));
    writeFileSync(join(folder, 'workerd.capnp'), capnpOf(port, options.vars ?? {}));
    const output = options.outputTo ?? 'pipe';
    const process = spawn(workerdPath, ['serve', join(folder, 'workerd.capnp')], { stdio: ['ignore', output, output] });
    const running = new Workerd(process, port, folder);
    try {
      await running.#takesConnections();
    } catch (error) {
      await running.stop();
      throw error;
    }
    return running;
  }

  /** All it has written so far. */
  get output(): string {
    return this.#output;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill('SIGKILL');
      await once(this.#process, 'exit');
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #takesConnections(): Promise<void> {
    for (;;) {
      if (this.#process.exitCode !== null) throw new Error(`workerd ended: ${this.#output}`);
      if (await canConnect(this.port)) return;
      await new Promise((settle) => setTimeout(settle, 10));
    }
  }
}

/** The worker with its configuration as one module, the way a deploy bundles it. */
export async function bundleWorker({ config, entry }: Pick<WorkerdOptions, 'config' | 'entry'>): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry ?? join(root, 'worker/index.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*'],
    plugins: [
      { name: 'config', setup: (setup) => bundleConfig(setup, config) },
      { name: 'ranks', setup: (setup) => bundleRanks(setup, config) },
    ],
  });
  return outputFiles[0]!.text;
}

/** Stands in for `scripts/bundle-config.ts`. */
function bundleConfig(setup: PluginBuild, config: string): void {
  const bundled: BundledConfig = { entry: 'sentinel.kdl', files: { 'sentinel.kdl': config }, globs: {} };
  setup.onResolve({ filter: /^sentinel-config$/ }, ({ path }) => ({ path, namespace: 'config' }));
  setup.onLoad({ filter: /.*/, namespace: 'config' }, () => ({ contents: JSON.stringify(bundled), loader: 'text' }));
}

function bundleRanks(setup: PluginBuild, config: string): void {
  const contents = ranksModule(/\btiktoken\b/.test(config));
  setup.onResolve({ filter: /^sentinel-ranks$/ }, ({ path }) => ({ path, namespace: 'ranks' }));
  setup.onLoad({ filter: /.*/, namespace: 'ranks' }, () => ({
    contents,
    loader: 'js',
    // Any folder beside `shared/`; `.cache`, where it stands else, may not be there yet.
    resolveDir: join(root, 'scripts'),
  }));
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const workerdPath = join(root, 'node_modules/.bin/workerd');

/** The same date and flags as wrangler.toml. */
export const compatibility = { date: '2026-04-01', flags: ['enable_request_signal', 'request_signal_passthrough'] };

function capnpOf(port: number, vars: Readonly<Record<string, string>>): string {
  const bindings = Object.entries(vars).map(([name, text]) => `(name = ${quoted(name)}, text = ${quoted(text)})`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .sentinel),
    (name = "internet", network = (
      allow = ["public", "private", "local"],
      tlsOptions = (trustBrowserCas = true),
    )),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const sentinel :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = ${quoted(compatibility.date)},
  compatibilityFlags = [${compatibility.flags.map(quoted).join(', ')}],
  bindings = [${bindings.join(', ')}],
);
`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

async function canConnect(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
