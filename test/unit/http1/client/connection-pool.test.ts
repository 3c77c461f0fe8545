import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../../shared/errors/fault.ts';
import { BytesBody } from '../../../../shared/http/bytes-body.ts';
import type { FakeDial } from '../../../support/fake-dialer.ts';
import { ManualBody } from '../../http/manual-body.ts';
import { settled } from '../../http/recording-sink.ts';
import { ClientBench, emptyAnswer, faultOf, waits } from './client-bench.ts';

describe('connection pool', () => {
  test('uses a connection again once its answer is complete', async () => {
    const bench = new ClientBench();
    const socket = await bench.idleSocket();

    const call = bench.send();
    socket.arrives(emptyAnswer);

    assert.equal((await call.response).reused, true);
    assert.equal(bench.dialer.dials.length, 1);
  });

  test('uses the connection that was used last', async () => {
    const bench = new ClientBench();
    const first = bench.open();
    const second = bench.open();
    second.socket.arrives(emptyAnswer);
    first.socket.arrives(emptyAnswer);
    second.socket.written = '';
    first.socket.written = '';

    bench.send();

    assert.match(first.socket.written, /^GET/);
    assert.equal(second.socket.written, '');
  });

  test('never sends two requests at once on a connection', async () => {
    const bench = new ClientBench();
    await bench.idleSocket();

    bench.send();
    bench.send();

    assert.equal(bench.dialer.dials.length, 2);
  });

  for (const [why, answer] of [
    ['the upstream announced its end', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'],
    ['the upstream speaks HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n'],
    ['bytes follow the answer', `${emptyAnswer}HTTP/1.1 200 OK\r\n`],
    ['the other side keeps it for no time', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\nkeep-alive: timeout=0\r\n\r\n'],
  ] as const) {
    test(`closes a connection when ${why}`, async () => {
      const bench = new ClientBench();
      const { call, socket } = bench.open();

      socket.arrives(answer);
      await call.response;
      bench.send();

      assert.equal(socket.destroyed, 'closed');
      assert.equal(bench.dialer.dials.length, 2);
    });
  }

  test('never gives bytes that came unasked to a later request', async () => {
    const bench = new ClientBench();
    const socket = await bench.idleSocket();

    socket.arrives('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison');
    bench.send();

    assert.equal(socket.destroyed, 'closed');
    assert.equal(socket.written, '');
    assert.equal(bench.dialer.dials.length, 2);
  });

  test('drops idle connections that the other side closes', async () => {
    for (const how of ['ends', 'breaks'] as const) {
      const bench = new ClientBench();
      const socket = await bench.idleSocket();

      socket[how]();
      bench.send();

      assert.equal(bench.dialer.dials.length, 2);
    }
  });

  test('closes idle connections after their time, and leaves no timer behind', async () => {
    const bench = new ClientBench({ idleTimeoutMs: 5_000 });
    const socket = await bench.idleSocket();

    bench.time.advance(4_900);
    assert.equal(socket.destroyed, 'no');
    bench.time.advance(200);

    assert.equal(socket.destroyed, 'closed');
    bench.time.advance(10_000);
    assert.equal(bench.time.wheel.size, 0);
  });

  test('gives an idle connection up before the other side does', async () => {
    const bench = new ClientBench();
    const { call, socket } = bench.open();
    socket.arrives('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nKeep-Alive: timeout=5, max=100\r\n\r\n');
    await call.response;

    bench.time.advance(4_050);
    bench.send();

    assert.equal(socket.destroyed, 'closed');
    assert.equal(bench.dialer.dials.length, 2);
  });

  test('does not use a connection beyond its lifetime', async () => {
    const bench = new ClientBench({ maxLifetimeMs: 10_000 });
    const socket = await bench.idleSocket();

    bench.time.advance(10_000);
    bench.send();

    assert.equal(socket.destroyed, 'closed');
    assert.equal(bench.dialer.dials.length, 2);
  });

  test('keeps no more idle connections than allowed', async () => {
    const bench = new ClientBench({ maxIdle: 1 });
    const first = bench.open();
    const second = bench.open();

    first.socket.arrives(emptyAnswer);
    second.socket.arrives(emptyAnswer);

    assert.deepEqual([first.socket.destroyed, second.socket.destroyed], ['no', 'closed']);
  });

  test('opens no more connections than allowed, and serves those who wait in turn', async () => {
    const bench = new ClientBench({ maxConnections: 1 });
    const { socket } = bench.open({ path: '/0' });
    for (const path of ['/1', '/2', '/3']) bench.send({ path });
    assert.equal(bench.dialer.dials.length, 1);

    for (let i = 0; i < 3; i += 1) socket.arrives(emptyAnswer);

    assert.deepEqual(
      [...socket.written.matchAll(/GET (\S+)/g)].map(([, path]) => path),
      ['/0', '/1', '/2', '/3'],
    );
    assert.equal(bench.dialer.dials.length, 1);
  });

  test('makes a connection for who waits when one is lost', async () => {
    const bench = new ClientBench({ maxConnections: 1 });
    const { socket } = bench.open({ path: '/0' });
    const waiting = bench.send({ path: '/1' });

    socket.breaks();
    const fresh = bench.dialer.dials[1]?.connects();
    fresh?.arrives(emptyAnswer);

    assert.equal((await waiting.response).reused, false);
  });

  test('makes a connection for who waits when one could not be made', async () => {
    const bench = new ClientBench({ maxConnections: 1 });
    const refused = bench.send();
    const waiting = bench.send();

    bench.dialer.dials[0]?.isRefused();
    bench.dialer.dials[1]?.connects().arrives(emptyAnswer);

    assert.equal((await faultOf(refused)).code, 'upstream_refused');
    assert.equal((await waiting.response).head.status, 200);
  });

  test('refuses more waiting than the line holds, with nothing sent', async () => {
    const bench = new ClientBench({ maxConnections: 1 });
    const body = new ManualBody();
    for (let i = 0; i < 17; i += 1) bench.send();

    const fault = await faultOf(bench.send({ method: 'POST', body }));

    assert.deepEqual([fault.code, fault.unsent, body.cancelled.length], ['upstream_queue_full', true, 1]);
  });

  test('waits for a connection no longer than the connect timeout', async () => {
    const bench = new ClientBench({ maxConnections: 1 });
    const body = new ManualBody();
    const dialing = bench.send();
    const waiting = bench.send({ method: 'POST', body });
    const faults = Promise.all([faultOf(dialing), faultOf(waiting)]);

    bench.time.advance(waits.connectMs + 200);

    for (const fault of await faults) assert.deepEqual([fault.code, fault.unsent], ['upstream_connect_timeout', true]);
    assert.equal(bench.dialer.dials[0]?.isCancelled, true);
    assert.deepEqual([body.started, body.cancelled.length], [0, 1]);
  });

  test('lets one who waits go', async () => {
    const bench = new ClientBench({ maxConnections: 1 });
    const { socket } = bench.open({ path: '/0' });
    const gone = bench.send({ path: '/1' });
    const next = bench.send({ path: '/2' });

    gone.cancel(new Fault('client_left'));
    socket.arrives(emptyAnswer);
    socket.arrives(emptyAnswer);

    assert.equal((await faultOf(gone)).code, 'client_left');
    assert.equal((await next.response).head.status, 200);
    assert.doesNotMatch(socket.written, /GET \/1/);
  });

  describe('when a kept connection turns out to be dead', () => {
    test('sends a safe request once more, on a fresh one', async () => {
      const bench = new ClientBench();
      const socket = await bench.idleSocket();
      const call = bench.send();

      socket.breaks();
      bench.dialer.dials[1]?.connects().arrives(emptyAnswer);

      assert.equal((await call.response).head.status, 200);
    });

    test('does so too when the connection was in use a moment ago, or went from one who waited to the next', async () => {
      const bench = new ClientBench({ maxConnections: 1 });
      const { socket } = bench.open();
      const next = bench.send();

      socket.arrives(emptyAnswer);
      socket.ends();
      const again = bench.dialer.dials[1]!.connects();
      again.arrives(emptyAnswer);
      const last = bench.send();
      again.breaks();
      bench.dialer.dials[2]?.connects().arrives(emptyAnswer);

      assert.equal((await next.response).head.status, 200);
      assert.equal((await last.response).head.status, 200);
    });

    test('is what a fresh one is not: what breaks that is not sent again', async () => {
      const bench = new ClientBench();
      const { call, socket } = bench.open();

      socket.breaks();

      assert.equal((await faultOf(call)).code, 'upstream_reset');
      assert.equal(bench.dialer.dials.length, 1);
    });

    test('sends it no third time', async () => {
      const bench = new ClientBench();
      const socket = await bench.idleSocket();
      const call = bench.send();

      socket.breaks();
      bench.dialer.dials[1]?.connects().breaks();

      assert.equal((await faultOf(call)).code, 'upstream_reset');
      assert.equal(bench.dialer.dials.length, 2);
    });

    for (const [what, request] of [
      ['a POST', { method: 'POST' }],
      ['a request whose body was begun', { method: 'PUT', body: new BytesBody('x') }],
    ] as const) {
      test(`does not send ${what} again`, async () => {
        const bench = new ClientBench();
        const socket = await bench.idleSocket();
        const call = bench.send(request);

        socket.breaks();

        const fault = await faultOf(call);
        assert.deepEqual([fault.code, fault.unsent], ['upstream_reset', false]);
        assert.equal(bench.dialer.dials.length, 1);
      });
    }

    test('does not send again once a byte of the answer was read', async () => {
      const bench = new ClientBench();
      const socket = await bench.idleSocket();
      const call = bench.send();

      socket.arrives('HTTP/1.1 2');
      socket.breaks();

      assert.equal((await faultOf(call)).code, 'upstream_reset');
      assert.equal(bench.dialer.dials.length, 1);
    });

    test('does not send again what timed out', async () => {
      const bench = new ClientBench();
      await bench.idleSocket();
      const call = bench.send();
      const fault = faultOf(call);

      bench.time.advance(waits.firstByteMs + 200);

      assert.equal((await fault).code, 'upstream_first_byte_timeout');
      assert.equal(bench.dialer.dials.length, 1);
    });
  });

  test('ends with its work: idle connections at once, others with their answer', async () => {
    const bench = new ClientBench();
    const idle = bench.open();
    const busy = bench.open();
    idle.socket.arrives(emptyAnswer);

    bench.transport.close();
    assert.equal(idle.socket.destroyed, 'closed');
    assert.equal(busy.socket.destroyed, 'no');
    busy.socket.arrives(emptyAnswer);

    assert.equal((await busy.call.response).head.status, 200);
    assert.equal(busy.socket.destroyed, 'closed');
    assert.equal((await faultOf(bench.send())).code, 'shutting_down');
  });

  test('survives a storm of every kind of end with its counts right', async () => {
    const bench = new ClientBench({ maxConnections: 3, maxIdle: 2 });
    const outcomes: string[] = [];
    for (let i = 0; i < 300; i += 1) {
      bench.send().response.then(
        () => outcomes.push('answered'),
        (fault: Fault) => outcomes.push(fault.code),
      );
      const dial = bench.dialer.dials.at(-1)!;
      if (i % 5 === 0 && !dial.isCancelled) playOut(i, dial);
      bench.time.advance(i % 3 === 0 ? 400 : 0);
      await settled();
    }
    bench.time.advance(120_000);
    await settled();

    assert.equal(outcomes.length, 300);
    assert.equal(bench.time.wheel.size, 0);
    const before = bench.dialer.dials.length;
    for (let i = 0; i < 4; i += 1) bench.send();
    assert.equal(bench.dialer.dials.length - before, 3);
  });
});

const played = new WeakSet<object>();

/** One connection goes one of the ways that connections go. */
function playOut(turn: number, dial: FakeDial): void {
  if (played.has(dial)) return;
  played.add(dial);
  if (turn % 4 === 0) {
    dial.isRefused();
    return;
  }
  const socket = dial.connects();
  if (turn % 3 === 0) socket.arrives(emptyAnswer);
  if (turn % 3 === 1) socket.ends();
  if (turn % 7 === 2) socket.breaks();
}
