import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.ts';
import { RawClient } from './raw-client.ts';
import { bundleWorker, compatibility } from './workerd.ts';

/** The token of the ledgers under test. */
export const ledgerToken = 'a-token-of-more-than-thirty-two-characters';

const onePage = `
listeners { listener "main" { address "127.0.0.1:8080" } }
routes {
  route "page" {
    matches { path "/page" }
    service-type "builtin"
    builtin-handler "health"
  }
}
`;

/** What a Worker with a ledger is started with. */
export interface WorkerdLedgerOptions {
  readonly shards?: number;
  /** Null for none. */
  readonly token?: string | null;
  /** What the Worker serves; a page when absent. */
  readonly config?: string;
}

/** The Worker with its ledger in raw workerd: the objects keep their tables on disk, and outlive the process. */
export class WorkerdLedger {
  readonly port: number;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
  }

  static async start({
    shards = 1,
    token = ledgerToken,
    config = onePage,
  }: WorkerdLedgerOptions = {}): Promise<WorkerdLedger> {
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-workerd-ledger-'));
    const port = await freePort();
    mkdirSync(join(folder, 'objects'));
    writeFileSync(join(folder, 'worker.js'), await bundleWorker({ config }));
    writeFileSync(join(folder, 'workerd.capnp'), capnpOf(port, folder, shards, token));
    const running = new WorkerdLedger(port, folder);
    await running.#run();
    return running;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Kills the process; what it kept stays. */
  async kill(): Promise<void> {
    const process = this.#process;
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
    process.kill('SIGKILL');
    await once(process, 'exit');
  }

  /** Stops its time; connections are taken and not answered. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  goOn(): void {
    this.#process?.kill('SIGCONT');
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.#run();
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #run(): Promise<void> {
    const process = spawn(workerd, ['serve', '--experimental', join(this.#folder, 'workerd.capnp')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = process;
    let output = '';
    process.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    while (!(await takesConnections(this.port))) {
      if (process.exitCode !== null) throw new Error(`workerd ended: ${output}`);
      await new Promise((settle) => setTimeout(settle, 10));
    }
  }
}

const workerd = fileURLToPath(new URL('../../node_modules/.bin/workerd', import.meta.url));

async function takesConnections(port: number): Promise<boolean> {
  try {
    (await RawClient.open(port)).socket.destroy();
    return true;
  } catch {
    return false;
  }
}

function capnpOf(port: number, folder: string, shards: number, token: string | null): string {
  const secret = token === null ? '' : `(name = "SENTINEL_LEDGER_TOKEN", text = ${JSON.stringify(token)}),`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .sentinel),
    (name = "internet", network = (allow = ["public", "private"])),
    (name = "objects", disk = (path = ${JSON.stringify(join(folder, 'objects'))}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const sentinel :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "${compatibility.date}",
  compatibilityFlags = [${compatibility.flags.map((flag) => JSON.stringify(flag)).join(', ')}],
  bindings = [
    ${secret}
    (name = "SENTINEL_LEDGER_SHARDS", text = "${shards}"),
    (name = "SENTINEL_LEDGER", durableObjectNamespace = "LedgerObject"),
  ],
  durableObjectNamespaces = [(className = "LedgerObject", uniqueKey = "ledger", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
);
`;
}
