import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { Fault } from '../../../../shared/errors/fault.ts';
import { CollectingSink } from '../../../support/http1/collecting-sink.ts';
import type { MemorySocket } from '../../../support/memory-socket.ts';
import { settled } from '../../../unit/http/recording-sink.ts';
import { ClientBench } from '../../../unit/http1/client/client-bench.ts';
import { responseMaterial } from '../../http-material.ts';
import { bytesOf, cut } from '../cut.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

/** Answers on a kept connection: each has exactly one end, and the next request never gets what belongs to another. */
export const clientConnection: FuzzTarget = {
  name: 'client-connection',
  material: responseMaterial,
  async run(input, random) {
    const bytes = bytesOf(input);
    const whole = await exchange([bytes]);

    assert.deepEqual(await exchange(cut(bytes, random)), whole);
  },
};

/** Sends a request, has these pieces come as its answer, and sends another. Answers what became of the first. */
async function exchange(pieces: readonly Uint8Array[]): Promise<object> {
  const bench = new ClientBench();
  const { call, socket } = bench.open();
  const sink = new CollectingSink();
  let head: object | undefined;
  let fault: string | undefined;
  const answered = call.response.then(
    (response) => {
      head = { status: response.head.status, flat: response.head.headers.flat };
      if (response.body === null) sink.end();
      else response.body.start(sink);
    },
    (error: unknown) => {
      fault = describe(error);
    },
  );
  for (const piece of pieces) {
    if (socket.destroyed === 'no') socket.arrives(Buffer.from(piece).toString('latin1'));
    await settled();
  }
  const isFree = sink.ending === 'end' && socket.destroyed === 'no';
  if (isFree) await askAgain(bench, socket);
  else if (socket.destroyed === 'no') socket.ends();
  await answered;
  const { ending, text, trailers } = sink;
  return { head, fault, ending, text, trailers, broken: sink.fault?.code, isFree };
}

function describe(error: unknown): string {
  assert.ok(error instanceof Fault, String(error));
  assert.equal(error.source, 'upstream', `${error.code} ${error.detail}`);
  return `${error.code} ${error.detail}`;
}

/** A further request goes over the connection that is free and gets the answer that comes after it. */
async function askAgain(bench: ClientBench, socket: MemorySocket): Promise<void> {
  const second = bench.send({ path: '/second' });
  assert.equal(bench.dialer.dials.length, 1);
  socket.arrives('HTTP/1.1 299 Second\r\ncontent-length: 0\r\n\r\n');
  assert.equal((await second.response).head.status, 299);
}
