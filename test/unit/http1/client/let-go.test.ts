import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ClientBench, emptyAnswer } from './client-bench.ts';

describe('an address that is let go', () => {
  test('loses its idle connections at once, and the others when they have carried what is under way', async () => {
    const bench = new ClientBench();
    const busy = bench.open();
    const idle = await bench.idleSocket();

    bench.transport.letGo(bench.address);
    const during = [idle.destroyed, busy.socket.destroyed];
    busy.socket.arrives(emptyAnswer);
    const { head } = await busy.call.response;

    assert.deepEqual(during, ['closed', 'no']);
    assert.deepEqual([head.status, busy.socket.destroyed], [200, 'closed']);
  });

  test('still answers who waits for a connection', async () => {
    const bench = new ClientBench({ maxConnections: 1 });
    const busy = bench.open();
    const waiting = bench.send();

    bench.transport.letGo(bench.address);
    busy.socket.arrives(emptyAnswer);
    await busy.call.response;
    bench.dialer.dials.at(-1)!.connects().arrives(emptyAnswer);

    assert.equal((await waiting.response).head.status, 200);
  });

  test('is connected to anew by the next request', async () => {
    const bench = new ClientBench();
    await bench.idleSocket();

    bench.transport.letGo(bench.address);
    const { call, socket } = bench.open();
    socket.arrives(emptyAnswer);

    assert.equal((await call.response).reused, false);
    assert.equal(bench.dialer.dials.length, 2);
  });
});
