import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, startProcess } from '../support/subject-process.ts';

/** A program of somebody else that a test talks to. */
export interface Peer {
  stop(): Promise<void>;
}

/** Starts a program in a folder of its own, with these files in it, and waits until it takes connections. */
export async function startPeer(
  port: number,
  files: Readonly<Record<string, string>>,
  command: (folder: string) => Command,
): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-interop-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  try {
    const running = await startProcess(command(folder), () => listening(port));
    return {
      async stop() {
        await running.stop();
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
}

/** What was started, once all of it is up; when something is not, the rest is stopped again. */
export async function allStarted<P extends Peer>(starts: readonly Promise<P>[]): Promise<P[]> {
  const settled = await Promise.allSettled(starts);
  const failed = settled.find((start) => start.status === 'rejected');
  const started = settled.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  if (failed === undefined) return started;
  await Promise.all(started.map((each) => each.stop()));
  throw failed.reason;
}

/** Settles when something accepts connections on the port. */
async function listening(port: number): Promise<void> {
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; ) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error(`nothing listens on port ${port}`);
}

const patienceMs = 100_000;
