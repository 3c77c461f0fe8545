import { after, before } from 'node:test';
import type { Subject } from '../parity/subjects.ts';
import { freePort } from '../support/ports.ts';
import { apache } from './proxies/apache.ts';
import { caddy } from './proxies/caddy.ts';
import { haproxy } from './proxies/haproxy.ts';
import { nginx } from './proxies/nginx.ts';
import { varnish } from './proxies/varnish.ts';
import { runCases } from './run-cases.ts';
import { allStarted, type Peer, startPeer } from './start-peer.ts';
import { startSentinel } from './start-sentinel.ts';
import { Way } from './way.ts';
import { Wire } from './wire.ts';

const proxies = [nginx, haproxy, caddy, apache, varnish];
const freePorts = () => Promise.all(proxies.map(freePort));
const [origin, sentinel, fronts, behinds] = await Promise.all([freePort(), freePort(), freePorts(), freePorts()]);
const wires = await Promise.all(
  proxies.map(async ({ endsWhatBroke }, i) => {
    if (endsWhatBroke === undefined) return undefined;
    return { front: await Wire.open(sentinel), behind: await Wire.open(behinds[i]!) };
  }),
);
const running: (Peer | Subject | Wire)[] = wires.flatMap((pair) => (pair ? [pair.front, pair.behind] : []));

before(async () => {
  const program = new URL('peers/node-origin.ts', import.meta.url).pathname;
  const behindOf = (i: number) => wires[i]?.behind.port ?? behinds[i]!;
  const sentinelOf = (i: number) => wires[i]?.front.port ?? sentinel;
  const targets = new Map([['origin', origin], ...proxies.map(({ name }, i) => [name, behindOf(i)] as const)]);
  const starts = [
    startPeer(origin, {}, () => ({ program: process.execPath, args: [program, String(origin)] })),
    startSentinel(sentinel, targets),
    ...proxies.map((proxy, i) =>
      proxy.start({ front: fronts[i]!, sentinel: sentinelOf(i), behind: behinds[i]!, origin }),
    ),
  ];
  running.push(...(await allStarted(starts)));
});

after(() => Promise.all(running.map((each) => each.stop())));

for (const [i, { name, cannotInFront, cannotBehind }] of proxies.entries()) {
  const pair = wires[i];
  const front = pair && ({ wire: pair.front, heardBy: 'program' } as const);
  const behind = pair && ({ wire: pair.behind, heardBy: 'sentinel' } as const);
  runCases(`${name} in front of Sentinel`, () => new Way(fronts[i]!, '/origin', front), cannotInFront);
  runCases(`${name} as an upstream`, () => new Way(sentinel, `/${name}`, behind), cannotBehind);
}
