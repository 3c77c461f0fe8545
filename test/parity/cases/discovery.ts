import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { field } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import { until } from '../../support/until.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-discovery-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Where each subject's targets stand; rewritten by the cases. */
const files = new Map<string, { readonly path: string; readonly ports: Ports }>();

const found = (id: string, discovery: string, more = '') => upstream(id, [], `discovery ${discovery}; ${more}`);

export const config = (ports: Ports) => {
  const { runtime } = ports;
  const hasFiles = !runtime.startsWith('workerd');
  const path = join(folder, runtime);
  writeFileSync(path, `${ports.a}\n`);
  files.set(runtime, { path, ports });
  const http = `"http" { url "http://${ports.c}/targets"; refresh-interval-secs "100ms"; headers { X-Key "k" } }`;
  const inFile = `"file" { path "${path}" }`;
  const file = hasFiles ? [found('file', inFile), found('drain', inFile, 'drain-timeout-secs 1')] : [];
  const fixed = found('static', `"static" { targets "${ports.a}" "${ports.b}" }`);
  return sentinel(ports, {
    upstreams: [fixed, found('http', http), ...file].join('\n'),
    routes: ['static', 'http', ...(hasFiles ? ['file', 'drain'] : [])]
      .map((id) => prefixRoute(id, `/${id}`, id))
      .join('\n'),
  });
};

/** How many requests of clients each of the first two origins saw. */
const taken = ({ origins }: World, path: string) =>
  origins.slice(0, 2).map(({ seen }) => seen.filter(({ target }) => target === path).length);

/** Asks rounds of four until one round is answered, and shared out, as it should be. */
async function untilShared(
  world: World,
  path: string,
  isRight: (statuses: readonly number[], taken: readonly number[]) => boolean,
) {
  const isSo = async () => {
    const before = taken(world, path);
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await world.ask(`GET ${path}`)).status);
    return isRight(
      statuses,
      taken(world, path).map((count, at) => count - before[at]!),
    );
  };
  await until(isSo, () => [path, taken(world, path)], 100);
}

const well = (statuses: readonly number[]) => statuses.every((status) => status === 200);
const both = (statuses: readonly number[], [a = 0, b = 0]: readonly number[]) => well(statuses) && a > 0 && b > 0;
const first = (statuses: readonly number[], [a = 0, b = 0]: readonly number[]) => well(statuses) && a === 4 && b === 0;
const second = (statuses: readonly number[], [a = 0, b = 0]: readonly number[]) => well(statuses) && a === 0 && b === 4;

export const cases: readonly Case[] = [
  {
    name: 'takes the targets that discovery names by itself',
    run: (world) => untilShared(world, '/static', both),
  },
  {
    name: 'follows a file while it changes, and answers what is under way',
    differs: { workerd: 'no-system-discovery', 'workerd-fetch': 'no-system-discovery' },
    async run(world) {
      const { path, ports } = files.get(world.subject.runtime)!;
      await untilShared(world, '/file', well);
      writeFileSync(path, `${ports.a}\n${ports.b} weight=1\n`);
      await untilShared(world, '/file', both);
      for (const origin of world.origins.slice(0, 2)) {
        origin.answer(async (call) => {
          if (call.request.target === '/file/slow') await pass(1500);
          await respond('200 OK', [], 'late')(call);
        });
      }
      const late = world.ask('GET /file/slow');
      const isUnderWay = () =>
        world.origins.slice(0, 2).some(({ seen }) => seen.some(({ target }) => target === '/file/slow'));
      await until(isUnderWay);
      writeFileSync(path, `${ports.b}\n`);
      await untilShared(world, '/file', second);

      assert.equal((await late).status, 200);
    },
  },
  {
    name: 'breaks a request off that is under way for too long to a target that is gone',
    differs: { workerd: 'no-system-discovery', 'workerd-fetch': 'no-system-discovery' },
    async run(world) {
      const { path, ports } = files.get(world.subject.runtime)!;
      writeFileSync(path, `${ports.a}\n`);
      await untilShared(world, '/drain', first);
      world.origins[0]!.answer(async (call) => {
        if (call.request.target === '/drain/slow') await call.stall();
        await respond('200 OK', [], 'late')(call);
      });
      const slow = world.ask('GET /drain/slow');
      await until(() => world.origins[0]!.seen.some(({ target }) => target === '/drain/slow'));
      writeFileSync(path, `${ports.b}\n`);

      assert.equal((await slow).status, 503);
    },
  },
  {
    name: 'asks a server for its list, and keeps the list while that fails',
    async run(world) {
      const { ports } = files.get(world.subject.runtime)!;
      const list = world.origins[2]!;
      list.answer(respond('200 OK', ['Content-Type: application/json'], JSON.stringify([ports.a, ports.b])));
      await untilShared(world, '/http', both);
      assert.ok(list.seen.every((request) => field(request, 'x-key') === 'k'));
      list.answer(respond('503 Service Unavailable'));
      const known = list.seen.length;
      await until(() => list.seen.length >= known + 2);
      await untilShared(world, '/http', both);
      list.answer(respond('200 OK', [], JSON.stringify({ targets: [{ address: ports.b }] })));
      await untilShared(world, '/http', second);
    },
  },
];
