import { discoveryWith } from '../shared/config/compile/compile-discovery.ts';
import { readConfig } from '../shared/read-config.ts';
import { Sentinel } from '../shared/sentinel.ts';
import { bunPlatform } from './bun/platform.ts';
import { type BunServer, bun } from './bun/runtime.ts';
import { machineFiles, readText } from './local/machine.ts';
import { orEnd } from './local/or-end.ts';

/** The entry for `bun worker/bun.ts`. The configuration is the file that SENTINEL_CONFIG names. */
const config = await orEnd(
  readConfig({
    entry: bun.env['SENTINEL_CONFIG'] ?? 'sentinel.kdl',
    env: bun.env,
    runtime: 'bun',
    hostListens: true,
    ...machineFiles,
  }),
);
const sentinel = new Sentinel(config, bunPlatform, { readText, discover: discoveryWith({}) });
sentinel.startJobs();
const { hostname, port } = placeOf(config.listeners[0]?.address ?? '127.0.0.1:8080');

export default {
  hostname,
  port,
  /** Bun's own limit would cut answers that are slow by nature. */
  idleTimeout: 0,
  fetch(request: Request, server: BunServer): Promise<Response> {
    const peer = server.requestIP(request);
    return sentinel.fetch(request, {
      peerAddress: peer?.address ?? '',
      peerPort: peer?.port ?? 0,
      version: '1.1',
      background: ignore,
    });
  },
};

function placeOf(address: string): { readonly hostname: string; readonly port: number } {
  const colon = address.lastIndexOf(':');
  return { hostname: address.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(address.slice(colon + 1)) };
}

function ignore(): void {}
