import assert from 'node:assert/strict';
import { readReplies } from '../../../support/http1/replies.ts';
import { settled } from '../../../support/http1/served.ts';
import { requestMaterial } from '../../http-material.ts';
import { bytesOf, cut } from '../cut.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { Relay } from '../relay.ts';
import { type StrictRequest, strictRequests } from '../strict-requests.ts';

/** Server and client together: each request taken goes out at most once, in the one form that has no doubt. */
export const serverToUpstream: FuzzTarget = {
  name: 'server-to-upstream',
  material: requestMaterial,
  async run(input, random) {
    const relay = new Relay();
    const { served } = relay;
    for (const piece of cut(bytesOf(input), random)) served.socket.receive(piece);
    // A head and a body cost a turn each; more requests than these no input holds.
    for (let turn = 0; turn < 12; turn += 1) await settled();
    served.socket.receiveEnd();
    await settled();

    assert.equal(relay.upstreams.length, served.seen.length);
    for (const [i, { written }] of relay.upstreams.entries()) {
      const requests = await strictRequests(written);
      assert.ok(requests.length <= 1, `${requests.length} requests of one: ${JSON.stringify(written)}`);
      if (requests[0] !== undefined) checkLine(requests[0], served.seen[i]!.head);
    }
    for (const { fault } of served.refused) assert.notEqual(fault.code, 'internal', fault.detail);
    const methods = [...served.seen, ...served.refused].map(({ head }) => head.method);
    const replies = readReplies(served.socket.sent, methods);
    assert.ok(replies.length <= methods.length, 'more answers than requests');
  },
};

function checkLine(
  { startLine }: StrictRequest,
  head: { method: string; path: string; query: string | undefined },
): void {
  const target = head.query === undefined ? head.path : `${head.path}?${head.query}`;
  assert.equal(startLine, `${head.method} ${target} HTTP/1.1`);
}
