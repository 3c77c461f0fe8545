import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { startProcess } from '../support/subject-process.ts';
import { bundleWorker, compatibility } from '../support/workerd.ts';
import { binary, type Subject } from './subjects.ts';

/** Starts the Worker, with the configuration built in, under the bare runtime. */
export async function startWorkerd(kdl: string, port: number): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-parity-'));
  await writeFile(join(folder, 'worker.js'), await bundleWorker({ config: kdl }));
  await writeFile(join(folder, 'assets.js'), assetsWorker);
  await writeFile(join(folder, 'workerd.capnp'), capnp(port, folder));
  const command = { program: binary('workerd'), args: ['serve', '--verbose', join(folder, 'workerd.capnp')] };
  const running = await startProcess(command, () => takesConnections(port));
  return {
    runtime: 'workerd',
    port,
    log: running.log,
    ended: running.ended,
    async stop() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function capnp(port: number, folder: string): string {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .sentinel),
    (name = "disk", disk = (path = "/", allowDotfiles = true)),
    (name = "assets", worker = .assets),
    (name = "objects", disk = (path = "${folder}", writable = true)),
    (name = "internet", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const sentinel :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "${compatibility.date}",
  compatibilityFlags = [${compatibility.flags.map((flag) => `"${flag}"`).join(', ')}],
  durableObjectNamespaces = [
    (className = "HealthObject", uniqueKey = "health", enableSql = true),
    (className = "LedgerObject", uniqueKey = "ledger", enableSql = true),
    (className = "KeysObject", uniqueKey = "keys", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "objects"),
  bindings = [
    (name = "SENTINEL_HEALTH", durableObjectNamespace = "HealthObject"),
    (name = "SENTINEL_LEDGER", durableObjectNamespace = "LedgerObject"),
    (name = "SENTINEL_KEYS", durableObjectNamespace = "KeysObject"),
    (name = "SENTINEL_HEALTH_TTL_SECS", text = "0.5"),
    (name = "SENTINEL_ASSETS", service = "assets"),
  ],
);
const assets :Workerd.Worker = (
  modules = [(name = "assets", esModule = embed "assets.js")],
  compatibilityDate = "${compatibility.date}",
  bindings = [(name = "DISK", service = "disk")],
);
`;
}

/** The files of the machine as static assets are: files alone, each with a tag. */
const assetsWorker = `export default {
  async fetch({ url }, { DISK }) {
    const file = await DISK.fetch(url);
    const isFile = file.headers.get('content-type') === 'application/octet-stream';
    const date = file.headers.get('last-modified');
    if (file.status !== 200 || !isFile) return new Response(null, { status: 404 });
    const headers = new Headers(file.headers);
    headers.set('etag', JSON.stringify(date + headers.get('content-length')));
    return new Response(file.body, { headers });
  },
};`;

async function takesConnections(port: number): Promise<void> {
  for (let tries = 0; tries < 2000; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await pass(20);
  }
  throw new Error('it takes no connections');
}
