import assert from 'node:assert/strict';
import { respond } from '../../support/raw-origin-behaviours.ts';
import { until } from '../../support/until.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel } from '../kdl.ts';
import type { World } from '../world.ts';

const checked = (id: string, targets: readonly string[], check: string) => `
  upstream "${id}" {
    ${targets.map((address) => `target "${address}"`).join('\n    ')}
    passive-health { enabled #false }
    health-check ${check}
  }`;

const quick = 'interval-secs 1; unhealthy-threshold 1; healthy-threshold 1';
const ids = ['http', 'tcp', 'models', 'panic'];

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: [
      checked(
        'http',
        [ports.a, ports.b],
        `"http" { path "/healthz"; expected-status "200-299"; expected-body "fine"; ${quick} }`,
      ),
      checked('tcp', [ports.refused, ports.b], `"tcp" { initial "check-first"; ${quick} }`),
      checked('models', [ports.a, ports.b], `"inference" { expected-models "large"; ${quick} }`),
      checked('panic', [ports.a], `"http" { path "/down"; panic-percent 50; ${quick} }`),
    ].join('\n'),
    routes: ids.map((id) => prefixRoute(id, `/${id}`, id)).join('\n'),
  });

/** Answers checks by what is said of each path, and requests of clients with 200. */
function answering(world: World, pages: Readonly<Record<string, string>>, targets = world.origins): void {
  for (const origin of targets) {
    origin.answer((call) => {
      const page = pages[call.request.target];
      return page === undefined ? respond()(call) : respond('200 OK', [], page)(call);
    });
  }
}

/** Asks until what comes is as wanted for a whole round of the targets. */
async function untilStatuses(
  world: World,
  line: string,
  isRight: (statuses: readonly number[]) => boolean,
): Promise<void> {
  let statuses: number[] = [];
  const isSo = async () => {
    statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await world.ask(line)).status);
    return isRight(statuses);
  };
  await until(isSo, () => statuses, 200);
}

/** Requests of clients that each origin saw since it was reset. */
const taken = (world: World, path: string) =>
  world.origins.map(({ seen }) => seen.filter(({ target }) => target === path).length);

/** Asks rounds of four until all of one round reached the second origin alone, or both of them. */
async function untilReached(world: World, path: string, who: 'both' | 'second'): Promise<void> {
  const isSo = async () => {
    const before = taken(world, path);
    const statuses = new Set<number>();
    for (let i = 0; i < 4; i += 1) statuses.add((await world.ask(`GET ${path}`)).status);
    const [a = 0, b = 0] = taken(world, path).map((count, at) => count - before[at]!);
    return statuses.size === 1 && statuses.has(200) && (who === 'both' ? a > 0 && b > 0 : a === 0 && b === 4);
  };
  await until(isSo, () => `${path} reaches ${who}`, 200);
}

export const cases: readonly Case[] = [
  {
    name: 'leaves out a target whose check fails, and takes it back once it passes',
    async run(world) {
      answering(world, { '/healthz': 'all is fine' });
      await untilReached(world, '/http', 'both');
      world.origin.answer((call) =>
        call.request.target === '/healthz' ? respond('200 OK', [], 'ill')(call) : respond()(call),
      );
      await untilReached(world, '/http', 'second');
      answering(world, { '/healthz': 'all is fine' });
      await untilReached(world, '/http', 'both');
    },
  },
  {
    name: 'uses no target before its first check, and none that takes no connection',
    async run(world) {
      await untilStatuses(world, 'GET /tcp', (statuses) => statuses.every((status) => status === 200));
    },
  },
  {
    name: 'leaves out a model server that lacks a model, by its whole name',
    async run(world) {
      answering(world, { '/v1/models': '{"data":[{"id":"large"}]}' });
      world.origin.answer((call) =>
        call.request.target === '/v1/models'
          ? respond('200 OK', [], '{"data":[{"id":"large-2"}]}')(call)
          : respond()(call),
      );
      await untilReached(world, '/models', 'second');
    },
  },
  {
    name: 'uses all targets when too few are healthy',
    async run(world) {
      world.origin.answer((call) =>
        call.request.target === '/down' ? respond('503 Service Unavailable')(call) : respond()(call),
      );
      // When a second check is made, the first has been judged.
      await until(() => world.origin.seen.filter(({ target }) => target === '/down').length >= 2);

      assert.equal((await world.ask('GET /panic')).status, 200);
    },
  },
];
