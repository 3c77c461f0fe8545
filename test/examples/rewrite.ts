import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Where the addresses of an example have gone: written port to real port. */
export type PortMap = ReadonlyMap<number, number>;

/** Ports that an example writes, each once. Those of origins begin with 3. */
export function portsOf(text: string): { readonly origins: readonly number[]; readonly listeners: readonly number[] } {
  const ports = [...new Set(Array.from(text.matchAll(loopback), (match) => Number(match[2])))];
  const isOrigin = (port: number) => port >= 3000 && port < 4000;
  return { origins: ports.filter(isOrigin), listeners: ports.filter((port) => !isOrigin(port)) };
}

/** The text with its loopback ports replaced, and with its Unix sockets in `folder`. */
export function rewritten(text: string, ports: PortMap, folder: string): string {
  return text
    .replace(loopback, (whole, host: string, port: string) => {
      const real = ports.get(Number(port));
      return real === undefined ? whole : `${host}:${real}`;
    })
    .replace(/unix:\/tmp\//g, () => `unix:${join(folder, '/')}`);
}

const loopback = /(127\.0\.0\.1|\[::1\]):(\d{2,5})\b/g;

/**
 * A port for a listener. Taken from below the range that the system takes ports of outgoing connections from, so that
 * none of those gets it before the program under test does.
 */
export async function listenerPort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = 10_240 + Math.floor(Math.random() * 22_000);
    if (await isFree(port)) return port;
  }
  throw new Error('no free port was found');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
