import assert from 'node:assert/strict';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

export const config = (ports: Ports) =>
  sentinel(ports, { upstreams: upstream('app', [ports.a]), routes: prefixRoute('all', '/', 'app') });

interface Malformed {
  readonly what: string;
  readonly bytes: string;
  readonly statuses: readonly number[];
  /** Whether workerd takes it nevertheless. */
  readonly forgiven?: boolean;
}

const malformed: readonly Malformed[] = [
  {
    what: 'both lengths',
    bytes: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    statuses: [400],
    forgiven: true,
  },
  {
    what: 'two lengths',
    bytes: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
    statuses: [400],
  },
  {
    what: 'a length with a sign',
    bytes: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc',
    statuses: [400],
  },
  {
    what: 'an unknown transfer coding',
    bytes: 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    statuses: [400, 501],
    forgiven: true,
  },
  {
    what: 'a hidden transfer coding',
    bytes: 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
    statuses: [400, 501],
  },
  {
    what: 'a space before a colon',
    bytes: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 3\r\n\r\nabc',
    statuses: [400],
  },
  {
    what: 'a folded line',
    bytes: 'GET / HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n Content-Length: 3\r\n\r\n',
    statuses: [400],
  },
  { what: 'bare line feeds', bytes: 'GET / HTTP/1.1\nHost: x\n\n', statuses: [400], forgiven: true },
  { what: 'a bare carriage return', bytes: 'GET / HTTP/1.1\r\nHost: x\r\nX-A: 1\rX-B: 2\r\n\r\n', statuses: [400] },
  { what: 'a zero byte', bytes: 'GET / HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n', statuses: [400] },
  { what: 'no Host', bytes: 'GET / HTTP/1.1\r\nX-A: 1\r\n\r\n', statuses: [400] },
  { what: 'two Hosts', bytes: 'GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n', statuses: [400] },
  { what: 'a Host with a path', bytes: 'GET / HTTP/1.1\r\nHost: x/../y\r\n\r\n', statuses: [400] },
  { what: 'an invalid method', bytes: 'G@T / HTTP/1.1\r\nHost: x\r\n\r\n', statuses: [400, 501] },
  { what: 'a version of another age', bytes: 'GET / HTTP/3.7\r\nHost: x\r\n\r\n', statuses: [400, 505] },
  { what: 'a target without a slash', bytes: 'GET x HTTP/1.1\r\nHost: x\r\n\r\n', statuses: [400], forgiven: true },
  {
    what: 'a broken chunk size',
    bytes: 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n',
    statuses: [400, 502],
  },
];

async function statusOf(world: World, { bytes }: Malformed): Promise<number> {
  const client = await world.send(bytes);
  const { status } = await client.whole();
  // On workerd the connections are the platform's.
  if (world.subject.runtime !== 'workerd') await client.gone;
  return status;
}

const refused = malformed.map((each): Case => {
  const { what, statuses, forgiven } = each;
  return {
    name: `refuses a request with ${what} and closes its connection`,
    ...(forgiven ? { differs: { workerd: 'http-parser' } } : {}),
    async run(world) {
      const status = await statusOf(world, each);

      assert.ok(statuses.includes(status), String(status));
      for (const seen of world.allSeen) assert.equal(await seen.body.ended, 'broken');
    },
  };
});

export const cases: readonly Case[] = [
  ...refused,
  {
    name: 'serves nothing that stands behind a refused request',
    differs: { workerd: 'http-parser' },
    async run(world) {
      const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
      const client = await world.send(
        `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      );
      assert.equal((await client.whole()).status, 400);
      await client.gone;

      assert.equal(world.allSeen.length, 0);
    },
  },
];
