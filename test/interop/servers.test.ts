import { after, before } from 'node:test';
import { binary, type Subject } from '../parity/subjects.ts';
import { freePort } from '../support/ports.ts';
import type { Command } from '../support/subject-process.ts';
import { runCases } from './run-cases.ts';
import { gzipped } from './sample.ts';
import { allStarted, type Peer, startPeer } from './start-peer.ts';
import { startSentinel } from './start-sentinel.ts';
import { Way } from './way.ts';

/** A server that answers by itself, on the port given. */
interface Server {
  readonly name: string;
  command(port: string): Command;
  /** Cases that it cannot take part in, each with the reason. */
  readonly cannot: Readonly<Record<string, string>>;
}

const program = (name: string): string => new URL(`peers/${name}`, import.meta.url).pathname;

const bareSocketOnly = 'its handlers have no socket to break';
const fetchServerCannot = {
  'an answer up to the end of the connection arrives whole': 'it frames every answer',
  'an answer that ends before its length is never taken for whole': bareSocketOnly,
  'an answer that is reset is never taken for whole': bareSocketOnly,
  'a reset before the head is told as a failure': bareSocketOnly,
  'a reset within the head is told as a failure': bareSocketOnly,
  'a WebSocket carries bytes both ways': 'its sockets speak whole messages only, which the runtime’s own tests do',
};

const servers: readonly Server[] = [
  {
    name: 'node:http',
    command: (port) => ({ program: process.execPath, args: [program('node-origin.ts'), port] }),
    cannot: {},
  },
  {
    name: 'Deno.serve',
    command: (port) => ({
      program: binary('deno'),
      args: ['run', '-A', '--no-check', program('fetch-origin.ts'), port],
    }),
    cannot: fetchServerCannot,
  },
  {
    name: 'Bun.serve',
    command: (port) => ({ program: binary('bun'), args: [program('fetch-origin.ts'), port] }),
    cannot: fetchServerCannot,
  },
  {
    name: 'Python’s http.server',
    command: (port) => ({
      program: '/usr/bin/python3',
      args: [program('python_origin.py'), port, gzipped.toString('hex')],
    }),
    cannot: {
      'a WebSocket carries bytes both ways': 'it has none',
      'a reset within the head is told as a failure': 'it writes the head as one',
    },
  },
];

const ports = await Promise.all(servers.map(freePort));
const sentinel = await freePort();
const running: (Peer | Subject)[] = [];

before(async () => {
  const targets = new Map(servers.map((_server, i) => [`server-${i}`, ports[i]!]));
  const starts = servers.map(({ command }, i) => startPeer(ports[i]!, {}, () => command(String(ports[i]))));
  running.push(...(await allStarted<Peer>([startSentinel(sentinel, targets), ...starts])));
});

after(() => Promise.all(running.map((each) => each.stop())));

for (const [i, { name, cannot }] of servers.entries()) {
  runCases(`${name} as an upstream`, () => new Way(sentinel, `/server-${i}`), cannot);
}
