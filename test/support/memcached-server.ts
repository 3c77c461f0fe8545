import { connect } from 'node:net';
import { freePort } from './ports.ts';
import { type SubjectProcess, startProcess } from './subject-process.ts';

/** A real Memcached on a port of the loopback address. */
export interface MemcachedServer {
  readonly url: string;
  /** Ends it with SIGKILL. */
  stop(): Promise<void>;
  /** Starts it anew at the same place, after it was stopped: it remembers nothing. */
  start(): Promise<void>;
  pid(): number;
}

/** Root has to say that it means it. */
const asRoot = process.getuid?.() === 0 ? ['-u', 'root'] : [];

export async function startMemcached(): Promise<MemcachedServer> {
  const port = await freePort();
  const args = ['-p', `${port}`, '-l', '127.0.0.1', '-U', '0', ...asRoot];
  const started = () => startProcess({ program: 'memcached', args }, () => untilOpen(port));
  let server: SubjectProcess = await started();
  return {
    url: `memcache://127.0.0.1:${port}`,
    stop: () => server.stop(),
    async start() {
      server = await started();
    },
    pid: () => server.pid,
  };
}

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; tries < 2000; tries += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('nothing listens');
}
