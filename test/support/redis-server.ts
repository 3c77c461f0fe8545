import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.ts';
import { type SubjectProcess, startProcess } from './subject-process.ts';

/** A real Redis on a port of the loopback address. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Of the present process, for signals. */
  pid(): number;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on what it had written. */
  start(): Promise<void>;
  /** Ends it and takes its files away. */
  stop(): Promise<void>;
}

/** `isDurable`: with a log of its writes, each on disk before it is answered, so that it can be killed. */
export async function startRedis({ isDurable = true } = {}): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-redis-'));
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const command = {
    program: 'redis-server',
    args: isDurable ? [...args, '--appendonly', 'yes', '--appendfsync', 'always'] : args,
  };
  let server: SubjectProcess | undefined;
  let pid = 0;
  const start = async (): Promise<void> => {
    server = await startProcess(command, (log) => log.up('Ready to accept'));
    pid = Number(/pid=(\d+)/.exec(server.log.text)?.[1] ?? 0);
  };
  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    pid: () => pid,
    kill: async () => server?.stop(),
    start,
    stop: async () => {
      await server?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
