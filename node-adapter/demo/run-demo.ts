import { Http1Server } from '../../shared/http1/server.ts';
import { serverDefaults } from '../../shared/http1/server-options.ts';
import { readConfig } from '../../shared/read-config.ts';
import { socketPlatform } from '../platform.ts';
import { announce, type RunOutput, untilEnd } from '../run.ts';
import { RunningSentinel } from '../running-sentinel.ts';
import { runtimeName } from '../runtime-name.ts';
import { listen } from '../sockets/listen.ts';
import { parseListenAddress } from '../sockets/listen-address.ts';
import { NodeSocket } from '../sockets/node-socket.ts';
import { demoConfig } from './demo-config.ts';
import { DemoOrigin } from './demo-origin.ts';

/** The port that is tried first, and how many after it. */
const firstPort = 8080;
const morePorts = 20;

/** Serves the embedded configuration: a demo origin of our own behind the proxy. Answers the exit code. */
export async function runDemo(output: RunOutput): Promise<number> {
  const port = askedPort();
  const origin = await openOrigin();
  const running = await startOnFreePort(port, origin.port).catch((error: unknown) => {
    origin.stop();
    throw error;
  });
  // It has no file to read again: a terminal that closes ends it.
  const ended = untilEnd(running, ['SIGTERM', 'SIGINT', 'SIGHUP']);
  output.out('sentinel: no configuration found, so this is the demo; write a sentinel.kdl to run your own');
  announce(running, output);
  output.out(whatToTry(running.listeners[0]!.url));
  await ended;
  origin.stop();
  return 0;
}

async function openOrigin(): Promise<{ readonly port: number; stop(): void }> {
  const platform = socketPlatform({ write() {} });
  const server = new Http1Server({ ...serverDefaults, listener: 'demo' }, new DemoOrigin(platform.timers), platform);
  const listening = await listen(parseListenAddress('127.0.0.1:0'), (raw) => server.accept(new NodeSocket(raw, false)));
  return {
    port: listening.port,
    stop() {
      listening.stop();
      void server.drain(0);
    },
  };
}

/** What `PORT` asks for; an empty variable is what is left where one was taken away. */
function askedPort(): number | undefined {
  const asked = process.env['PORT'] || undefined;
  if (asked === undefined) return undefined;
  if (/^\d{1,5}$/.test(asked) && Number(asked) <= 65_535) return Number(asked);
  throw new Error(`PORT is "${asked}", which is no port; write a number from 0 to 65535`);
}

/** Takes the port that is asked for, else the first that no other program uses. */
async function startOnFreePort(asked: number | undefined, originPort: number): Promise<RunningSentinel> {
  if (asked !== undefined) return start(asked, originPort);
  for (let port = firstPort; port < firstPort + morePorts; port += 1) {
    try {
      return await start(port, originPort);
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  return start(0, originPort);
}

async function start(port: number, originPort: number): Promise<RunningSentinel> {
  const entry = { name: 'the embedded configuration', text: demoConfig(port, originPort) };
  return RunningSentinel.start(await readConfig({ entry, runtime: runtimeName() }));
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE';
}

function whatToTry(url: string): string {
  return [
    '',
    'Try:',
    `  curl ${url}/                          a page of the demo origin`,
    `  curl '${url}/echo?hello=world' -d hi  what the origin receives`,
    `  curl -N ${url}/events                 five server-sent events`,
    `  curl ${url}/-/status                  answered by Sentinel itself`,
    `  curl ${url}/-/health`,
    '',
  ].join('\n');
}
