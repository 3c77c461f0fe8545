import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bare, type Contender, type Place } from './contender.ts';
import { debianPeers } from './debian-peers.ts';
import { type SentinelSettings, sentinelConfig } from './sentinel-config.ts';

const titles = { node: 'Node', deno: 'Deno', bun: 'Bun' } as const;
const bin = (name: string): string => join(import.meta.dirname, '../../node_modules/.bin', name);
const relay = (file: string): string => join(import.meta.dirname, 'relays', file);
const main = join(import.meta.dirname, '../../node-adapter/main.ts');
const serveWorkerd = join(import.meta.dirname, 'serve-workerd.ts');

/** The command that runs a TypeScript file on a runtime. */
export const runtimes = {
  node: [bin('node')],
  deno: [bin('deno'), 'run', '-A'],
  bun: [bin('bun')],
} as const;

/** The barest relay of Node's own `http`. */
export const bareRelay = relayOn('node', bare, 'node-http.ts');

/** The fastest relay of libraries on Node. */
export const undiciRelay = relayOn('node', 'undici dispatch', 'undici-dispatch.ts');

/** Sentinel on a runtime with sockets. */
export function sentinelOn(
  runtime: keyof typeof runtimes,
  settings: SentinelSettings = {},
  flags: readonly string[] = [],
): Contender {
  return {
    name: `Sentinel on ${titles[runtime]}`,
    baseline: runtime === 'node' ? bare : `${titles[runtime]} fetch relay`,
    command(place) {
      const file = join(place.folder, 'sentinel.kdl');
      writeFileSync(file, sentinelConfig(place, settings));
      return [...runtimes[runtime], ...flags, main, 'run', '-c', file];
    },
  };
}

/** Sentinel in raw workerd. */
export const sentinelOnWorkerd: Contender = {
  name: 'Sentinel on workerd',
  baseline: 'workerd fetch relay',
  command: (place) => [bin('node'), serveWorkerd, 'sentinel', ...placeArgs(place)],
};

/** The least that Sentinel promises on workerd, by hand. */
export const workerdFloor: Contender = {
  name: 'workerd floor relay',
  baseline: 'workerd fetch relay',
  command: (place) => [bin('node'), serveWorkerd, 'floor', ...placeArgs(place)],
};

/** Everything that is measured, each close to what it is compared to. */
export const contenders: readonly Contender[] = [
  bareRelay,
  sentinelOn('node'),
  relayOn('deno', 'Deno fetch relay', 'deno-fetch.ts'),
  sentinelOn('deno'),
  relayOn('bun', 'Bun fetch relay', 'bun-fetch.ts'),
  sentinelOn('bun'),
  undiciRelay,
  relayOn('node', 'http-proxy', 'http-proxy.ts'),
  relayOn('node', '@fastify/http-proxy', 'fastify-http-proxy.ts'),
  ...debianPeers,
  {
    name: 'workerd fetch relay',
    baseline: bare,
    command: (place) => [bin('node'), serveWorkerd, 'relay', ...placeArgs(place)],
  },
  workerdFloor,
  sentinelOnWorkerd,
  {
    name: 'Sentinel on workerd by connect',
    baseline: 'workerd fetch relay',
    command: (place) => [bin('node'), serveWorkerd, 'sentinel-by-connect', ...placeArgs(place)],
  },
];

function relayOn(runtime: keyof typeof runtimes, name: string, file: string): Contender {
  return {
    name,
    baseline: bare,
    command: ({ port, upstreamPort }) => [...runtimes[runtime], relay(file), `${port}`, `${upstreamPort}`],
  };
}

function placeArgs({ port, upstreamPort, folder }: Place): string[] {
  return [String(port), String(upstreamPort), folder];
}
