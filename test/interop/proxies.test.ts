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

const proxies = [nginx, haproxy, caddy, apache, varnish];
const freePorts = () => Promise.all(proxies.map(freePort));
const [origin, sentinel, fronts, behinds] = await Promise.all([freePort(), freePort(), freePorts(), freePorts()]);
const running: (Peer | Subject)[] = [];

before(async () => {
  const program = new URL('peers/node-origin.ts', import.meta.url).pathname;
  const targets = new Map([['origin', origin], ...proxies.map(({ name }, i) => [name, behinds[i]!] as const)]);
  const starts = [
    startPeer(origin, {}, () => ({ program: process.execPath, args: [program, String(origin)] })),
    startSentinel(sentinel, targets),
    ...proxies.map((proxy, i) => proxy.start({ front: fronts[i]!, sentinel, behind: behinds[i]!, origin })),
  ];
  running.push(...(await allStarted(starts)));
});

after(() => Promise.all(running.map((each) => each.stop())));

for (const [i, { name, cannotInFront, cannotBehind }] of proxies.entries()) {
  runCases(`${name} in front of Sentinel`, () => new Way(fronts[i]!, '/origin'), cannotInFront);
  runCases(`${name} as an upstream`, () => new Way(sentinel, `/${name}`), cannotBehind);
}
