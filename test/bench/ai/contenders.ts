import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender, Place } from '../contender.ts';
import { contenders, runtimes } from '../contenders.ts';
import { portkeyMain } from './portkey.ts';

const main = join(import.meta.dirname, '../../../node-adapter/main.ts');
const runtimeNames = ['node', 'deno', 'bun'] as const;
const titles = { node: 'Node', deno: 'Deno', bun: 'Bun' } as const;
const bareRelays = { node: 'bare node:http relay', deno: 'Deno fetch relay', bun: 'Bun fetch relay' } as const;

/** The Portkey gateway, as it comes from npm. */
export const portkey: Contender = {
  name: 'Portkey gateway',
  baseline: bareRelays.node,
  command: ({ port }) => portkeyCommand(port),
};

/** Portkey with flags for Node, as it is run in production. */
export function portkeyCommand(port: number, flags: readonly string[] = []): string[] {
  return ['env', 'NODE_ENV=production', ...runtimes.node, ...flags, portkeyMain, `--port=${port}`, '--headless'];
}

/** Sentinel with an AI route that counts what is used, by what the provider reports. */
function countingOn(runtime: keyof typeof titles): Contender {
  return {
    name: `Sentinel on ${titles[runtime]}, usage counted`,
    baseline: passThroughOn(runtime).name,
    command: (place) => [...runtimes[runtime], main, 'run', '-c', configFile(place, countingRoute)],
  };
}

/** Sentinel with an AI route: exact accounting against a budget, limits, prices, and an access log. */
export function modelsOn(runtime: keyof typeof titles, flags: readonly string[] = []): Contender {
  return {
    name: `Sentinel on ${titles[runtime]}, AI route`,
    baseline: passThroughOn(runtime).name,
    command: (place) => [...runtimes[runtime], ...flags, main, 'run', '-c', configFile(place, aiRoute)],
  };
}

/** The same Sentinel with a route that reads nothing. */
function passThroughOn(runtime: keyof typeof titles): Contender {
  return {
    name: `Sentinel on ${titles[runtime]}, pass-through`,
    baseline: bareRelays[runtime],
    command: (place) => [...runtimes[runtime], main, 'run', '-c', configFile(place, '')],
  };
}

/** Everything that is measured, each runtime with its bare relay first. */
export const aiContenders: readonly Contender[] = runtimeNames.flatMap((runtime) => [
  contenders.find(({ name }) => name === bareRelays[runtime])!,
  passThroughOn(runtime),
  ...(runtime === 'node' ? [countingOn(runtime)] : []),
  modelsOn(runtime),
  ...(runtime === 'node' ? [portkey] : []),
]);

/** A route that counts what is used, and nothing more. */
export const countingRoute = 'inference { }';

/** A route with a budget, limits and prices. */
export const aiRoute = `inference {
      budgets { budget "all" { limit 1000000000000; period "monthly"; key "route"; ledger { backend "local" } } }
      rate-limit { requests-per-minute 1000000000; tokens-per-minute 4000000000; key "route" }
      cost-attribution { pricing { model "*" { input-cost-per-million 2.5; output-cost-per-million 10 } } }
    }`;

function configFile(place: Place, inference: string): string {
  const file = join(place.folder, 'sentinel.kdl');
  writeFileSync(file, chatConfig(place, inference));
  return file;
}

/** The configuration of a route for chats; with `inference` empty it reads nothing. */
export function chatConfig({ port, upstreamPort, folder }: Place, inference: string): string {
  const provider = inference === '' ? '' : 'inference { provider "openai"; api-key "key-of-the-provider" }';
  return `system { max-connections 30000 }
limits { max-connections-per-client 30000; max-total-connections 30000 }
listeners { listener "main" { address "127.0.0.1:${port}" } }
upstreams { upstream "models" {
  target "127.0.0.1:${upstreamPort}"
  connection-pool { max-connections 2000; max-idle 256 }
  ${provider}
} }
routes {
  route "models" {
    matches { path-prefix "/v1" }
    upstream "models"
    ${inference}
  }
}
observability { logging { access-log { file "${join(folder, 'access.log')}" } } }
`;
}
