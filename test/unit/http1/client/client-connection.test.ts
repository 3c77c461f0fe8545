import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../../shared/errors/fault.ts';
import { BytesBody } from '../../../../shared/http/bytes-body.ts';
import { HeaderList } from '../../../../shared/http/header-list.ts';
import { ManualBody } from '../../http/manual-body.ts';
import { bytes, RecordingSink, settled } from '../../http/recording-sink.ts';
import { ClientBench, emptyAnswer, faultOf, requestOf, waits } from './client-bench.ts';

const left = new Fault('client_left');

describe('client connection', () => {
  test('sends head and first bytes of the body in one packet', () => {
    const { socket } = new ClientBench().open({ method: 'POST', body: new BytesBody('hello') });

    assert.equal(socket.packets.length, 1);
    assert.match(socket.written, /^POST \/ HTTP\/1\.1\r\n(.+\r\n)+\r\nhello$/);
  });

  test('delivers head and body', async () => {
    const { call, socket } = new ClientBench().open();
    const sink = new RecordingSink();

    socket.arrives('HTTP/1.1 201 Created\r\nX-A: 1\r\ncontent-length: 5\r\n\r\nhel');
    const { head, body, reused } = await call.response;
    body?.start(sink);
    socket.arrives('lo');

    assert.deepEqual([head.status, head.headers.get('x-a'), body?.length, reused], [201, '1', 5, false]);
    assert.deepEqual(sink.events, ['write:hel', 'write:lo', 'end']);
  });

  test('gives the same events for every way to cut an answer', async () => {
    const answer =
      'HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nx-t: 1\r\n\r\n';
    for (let at = 1; at < answer.length; at += 1) {
      const { call, socket } = new ClientBench().open();
      const sink = new RecordingSink();

      socket.arrives(answer.slice(0, at));
      await settled();
      socket.arrives(answer.slice(at));
      const { body } = await call.response;
      body?.start(sink);

      const content = sink.events.filter((event) => event !== 'end').map((event) => event.slice('write:'.length));
      assert.deepEqual(
        [content.join(''), sink.events.at(-1), sink.trailers?.get('x-t')],
        ['abcde', 'end', '1'],
        `${at}`,
      );
    }
  });

  test('waits with reading while nobody has started the body', async () => {
    const { call, socket } = new ClientBench().open();
    const sink = new RecordingSink();

    socket.arrives('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nab');
    socket.arrives('c');
    const { body } = await call.response;
    assert.equal(socket.isPaused, true);
    body?.start(sink);
    assert.equal(socket.isPaused, false);
    socket.arrives('d');

    assert.deepEqual(sink.events, ['write:ab', 'write:c', 'write:d', 'end']);
  });

  test('stops reading when the sink is full and goes on when asked', async () => {
    const { call, socket } = new ClientBench().open();
    const sink = new RecordingSink();
    sink.takes = false;

    socket.arrives('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n');
    const { body } = await call.response;
    body?.start(sink);
    socket.arrives('ab');
    assert.equal(socket.isPaused, true);
    body?.resume();

    assert.equal(socket.isPaused, false);
  });

  test('is not left paused by a sink that was full at the last piece', async () => {
    const bench = new ClientBench();
    const { call, socket } = bench.open();
    const sink = new RecordingSink();
    sink.takes = false;

    socket.arrives('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n');
    (await call.response).body?.start(sink);
    socket.arrives('ab');

    assert.deepEqual(sink.events, ['write:ab', 'end']);
    assert.equal(socket.isPaused, false);
    assert.equal(bench.send() !== undefined && bench.dialer.dials.length, 1);
  });

  test('has had enough of an upstream that informs without end, and does not wait longer for it', async () => {
    const flooding = new ClientBench().open();
    for (let i = 0; i < 65; i += 1) flooding.socket.arrives('HTTP/1.1 103 Early Hints\r\n\r\n');
    const bench = new ClientBench();
    const trickling = bench.open();
    for (let i = 0; i < 5; i += 1) {
      bench.time.advance(500);
      trickling.socket.arrives('HTTP/1.1 102 Processing\r\n\r\n');
    }

    assert.deepEqual(
      [(await faultOf(flooding.call)).code, flooding.socket.destroyed],
      ['upstream_bad_response', 'reset'],
    );
    assert.equal((await faultOf(trickling.call)).code, 'upstream_first_byte_timeout');
  });

  test('does not wait longer for a head because it trickles', async () => {
    const bench = new ClientBench();
    const { call, socket } = bench.open();
    for (const piece of ['HTTP', '/1.1 ', '200 ', 'OK\r\n', 'a: b']) {
      bench.time.advance(500);
      socket.arrives(piece);
    }

    assert.equal((await faultOf(call)).code, 'upstream_first_byte_timeout');
  });

  test('tells who waits as soon as the head is there, who may take the body in that very call', () => {
    const bench = new ClientBench();
    const sink = new RecordingSink();
    const call = bench.transport.send(requestOf(bench.address, {}));
    call.tell({ answered: ({ body }) => body!.start(sink), failed: assert.fail });
    const socket = bench.dialer.dials.at(-1)!.connects();

    socket.arrives('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nat');
    socket.arrives(' 1');

    assert.deepEqual(sink.events, ['write:at', 'write: 1', 'end']);
  });

  test('is free before anybody hears of an answer without a body', () => {
    const bench = new ClientBench();
    const askAgain = () => void bench.send();
    const first = bench.transport.send(requestOf(bench.address, {}));
    first.tell({ answered: askAgain, failed: assert.fail });
    const socket = bench.dialer.dials.at(-1)!.connects();

    socket.arrives(emptyAnswer);

    assert.equal(bench.dialer.dials.length, 1);
    assert.equal(socket.packets.length, 2);
  });

  test('tells a fault also to who asks after it', () => {
    const bench = new ClientBench();
    bench.transport.close();
    const faults: Fault[] = [];

    const call = bench.transport.send(requestOf(bench.address, {}));
    call.tell({ answered: () => assert.fail(), failed: (fault) => void faults.push(fault) });

    assert.deepEqual(
      faults.map(({ code, unsent }) => [code, unsent]),
      [['shutting_down', true]],
    );
  });

  test('passes 103 on and keeps 100 to itself', async () => {
    const seen: number[] = [];
    const { call, socket } = new ClientBench().open({ informed: { inform: ({ status }) => void seen.push(status) } });

    socket.arrives(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n${emptyAnswer}`);
    await call.response;

    assert.deepEqual(seen, [103]);
  });

  test('gives an answer without content no body', async () => {
    const { call, socket } = new ClientBench().open({ method: 'HEAD' });

    socket.arrives('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n');
    const { head, body } = await call.response;

    assert.equal(body, null);
    assert.equal(head.headers.get('content-length'), '99');
  });

  test('stops the body of a request while the socket is full', () => {
    const body = new ManualBody();
    const { socket } = new ClientBench().open({ method: 'POST', body });

    socket.hasRoom = false;
    assert.equal(body.sink.write(bytes('a')), false);
    socket.drains();

    assert.equal(body.resumed, 1);
    assert.match(socket.written, /\r\n1\r\na\r\n$/);
  });

  test('sends trailers after a chunked body', () => {
    const body = new ManualBody();
    const { socket } = new ClientBench().open({ method: 'POST', body });

    body.sink.write(bytes('a'));
    body.sink.end(new HeaderList(['x-sum', '1']));

    assert.match(socket.written, /\r\n1\r\na\r\n0\r\nx-sum: 1\r\n\r\n$/);
  });

  test('never sends more or less of a body than was announced', async () => {
    const tooLong = new ManualBody(3);
    const long = new ClientBench().open({ method: 'POST', body: tooLong });
    tooLong.sink.write(bytes('four'));
    assert.equal((await faultOf(long.call)).code, 'internal');
    assert.equal(long.socket.destroyed, 'reset');
    assert.doesNotMatch(long.socket.written, /four/);

    const tooShort = new ManualBody(3);
    const short = new ClientBench().open({ method: 'POST', body: tooShort });
    tooShort.sink.write(bytes('ab'));
    tooShort.sink.end();
    assert.equal((await faultOf(short.call)).code, 'request_body_broken');
    assert.equal(short.socket.destroyed, 'reset');
  });

  test('breaks the upstream connection when the body of the request breaks', async () => {
    const body = new ManualBody();
    const { call, socket } = new ClientBench().open({ method: 'POST', body });

    body.sink.write(bytes('a'));
    body.sink.fail(left);

    assert.equal(await faultOf(call), left);
    assert.equal(socket.destroyed, 'reset');
    assert.doesNotMatch(socket.written, /\r\n0\r\n/);
  });

  test('delivers an early answer, lets the rest of the upload go and the connection with it', async () => {
    const bench = new ClientBench();
    const body = new ManualBody();
    const { call, socket } = bench.open({ method: 'POST', body });

    body.sink.write(bytes('a'));
    socket.arrives('HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n');
    const { head } = await call.response;

    assert.equal(head.status, 413);
    assert.equal(body.cancelled.length, 1);
    assert.equal(socket.destroyed, 'closed');
  });

  test('sends on while an early answer is still coming', async () => {
    const body = new ManualBody();
    const { call, socket } = new ClientBench().open({ method: 'POST', body });
    const sink = new RecordingSink();

    socket.arrives('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n');
    (await call.response).body?.start(sink);
    body.sink.write(bytes('late'));
    body.sink.end();
    socket.arrives('0\r\n\r\n');

    assert.match(socket.written, /4\r\nlate\r\n0\r\n\r\n$/);
    assert.deepEqual(sink.events, ['write:x', 'end']);
    assert.equal(socket.destroyed, 'no');
  });

  test('refuses a broken answer and closes the connection', async () => {
    const { call, socket } = new ClientBench().open();

    socket.arrives('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n');

    assert.equal((await faultOf(call)).code, 'upstream_bad_response');
    assert.equal(socket.destroyed, 'reset');
  });

  test('fails a body whose chunks are broken', async () => {
    const { call, socket } = new ClientBench().open();
    const sink = new RecordingSink();

    socket.arrives('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n');
    (await call.response).body?.start(sink);
    socket.arrives('zz\r\n');

    assert.deepEqual(sink.events, ['write:a', 'fail:upstream_bad_response']);
  });

  test('never takes a cut-off body for a complete one', async () => {
    const cuts = {
      length: 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab',
      chunked: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n',
    };
    for (const [kind, answer] of Object.entries(cuts)) {
      for (const how of ['ends', 'breaks'] as const) {
        for (const isLate of [false, true]) {
          const { call, socket } = new ClientBench().open();
          const sink = new RecordingSink();

          socket.arrives(answer);
          const { body } = await call.response;
          if (!isLate) body?.start(sink);
          socket[how]();
          if (isLate) body?.start(sink);

          assert.deepEqual(sink.events, ['write:ab', 'fail:upstream_body_broken'], `${kind} ${how} ${isLate}`);
        }
      }
    }
  });

  test('ends a body without length with the connection, unless that broke', async () => {
    for (const [how, last] of [
      ['ends', 'end'],
      ['breaks', 'fail:upstream_body_broken'],
    ] as const) {
      const { call, socket } = new ClientBench().open();
      const sink = new RecordingSink();

      socket.arrives('HTTP/1.1 200 OK\r\n\r\nab');
      (await call.response).body?.start(sink);
      socket[how]();

      assert.deepEqual(sink.events, ['write:ab', last]);
      assert.notEqual(socket.destroyed, 'no');
    }
  });

  test('delivers an answer that was whole before the connection went', async () => {
    const { call, socket } = new ClientBench().open();
    const sink = new RecordingSink();

    socket.arrives('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nab');
    const { body } = await call.response;
    socket.ends();
    socket.breaks(new Error('ECONNRESET'));
    body?.start(sink);

    assert.deepEqual(sink.events, ['write:ab', 'end']);
  });

  test('reports a connection that closes without an answer', async () => {
    for (const how of ['ends', 'breaks'] as const) {
      const { call, socket } = new ClientBench().open();

      socket[how]();

      const fault = await faultOf(call);
      assert.deepEqual([fault.code, fault.unsent], ['upstream_reset', false]);
    }
  });

  test('gives an asked switch of protocols as a tunnel, with the bytes behind the head', async () => {
    const bench = new ClientBench();
    const { call, socket } = bench.open({ upgrade: 'websocket' });

    socket.arrives('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n\x81\x00');
    const { head, body, tunnel } = await call.response;

    assert.deepEqual([head.status, body], [101, null]);
    assert.notEqual(tunnel, undefined);
    call.cancel(left);
    assert.notEqual(socket.destroyed, 'no');
  });

  for (const [what, upgrade, answer] of [
    ['an unasked switch', undefined, 'upgrade: websocket'],
    ['a switch to something else', 'websocket', 'upgrade: h2c'],
    ['a switch to nothing', 'websocket', 'x: y'],
  ] as const) {
    test(`refuses ${what}`, async () => {
      const { call, socket } = new ClientBench().open(upgrade === undefined ? {} : { upgrade });

      socket.arrives(`HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\n${answer}\r\n\r\n`);

      assert.equal((await faultOf(call)).code, 'upstream_bad_response');
      assert.equal(socket.destroyed, 'reset');
    });
  }

  describe('cancelled', () => {
    test('while connecting gives up the connection, and tells that nothing was sent', async () => {
      const bench = new ClientBench();
      const body = new ManualBody();
      const call = bench.send({ method: 'POST', body });

      call.cancel(left);

      const { code, unsent } = await faultOf(call);
      assert.deepEqual([code, unsent], [left.code, true]);
      assert.equal(bench.dialer.dials[0]?.isCancelled, true);
      assert.deepEqual([body.started, body.cancelled], [0, [left]]);
    });

    test('while sending breaks the connection and cancels the body', async () => {
      const body = new ManualBody();
      const { call, socket } = new ClientBench().open({ method: 'POST', body });

      call.cancel(left);

      assert.equal(await faultOf(call), left);
      assert.equal(socket.destroyed, 'reset');
      assert.deepEqual(body.cancelled, [left]);
    });

    test('before the head of the answer breaks the connection', async () => {
      const { call, socket } = new ClientBench().open();

      call.cancel(left);
      socket.arrives(emptyAnswer);

      assert.equal(await faultOf(call), left);
      assert.equal(socket.destroyed, 'reset');
    });

    test('between head and start fails the body at its start', async () => {
      const { call, socket } = new ClientBench().open();
      const sink = new RecordingSink();
      socket.arrives('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nab');
      const { body } = await call.response;

      call.cancel(left);
      body?.start(sink);

      assert.deepEqual(sink.events, ['fail:client_left']);
      assert.equal(socket.destroyed, 'reset');
    });

    test('while the body flows fails it', async () => {
      const { call, socket } = new ClientBench().open();
      const sink = new RecordingSink();
      socket.arrives('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nab');
      (await call.response).body?.start(sink);

      call.cancel(left);
      socket.arrives('cd');

      assert.deepEqual(sink.events, ['write:ab', 'fail:client_left']);
      assert.equal(socket.destroyed, 'reset');
    });

    test('by the taker of the body, even from inside a write, is silent', async () => {
      const { call, socket } = new ClientBench().open();
      const sink = new RecordingSink();
      socket.arrives('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      const { body } = await call.response;
      sink.onWrite = () => body?.cancel(left);
      body?.start(sink);

      const large = 'a'.repeat(2048);
      socket.arrives(`800\r\n${large}\r\n1\r\nb\r\n`);

      assert.deepEqual(sink.events, [`write:${large}`]);
      assert.equal(socket.destroyed, 'reset');
    });

    test('after the end does no harm to the next request on the connection', async () => {
      const bench = new ClientBench();
      const { call, socket } = bench.open();
      const sink = new RecordingSink();
      socket.arrives('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na');
      const { body } = await call.response;
      body?.start(sink);
      const next = bench.send();

      call.cancel(left);
      body?.cancel(left);
      body?.resume();
      socket.arrives(emptyAnswer);

      assert.equal((await next.response).reused, true);
      assert.equal(socket.destroyed, 'no');
    });
  });

  describe('too late', () => {
    test('for the head of the answer', async () => {
      const bench = new ClientBench();
      const { call, socket } = bench.open();

      bench.time.advance(waits.firstByteMs - 1);
      socket.arrives('HTTP/1.1 200 OK\r\n');
      assert.equal(socket.destroyed, 'no');
      bench.time.advance(200);

      assert.equal((await faultOf(call)).code, 'upstream_first_byte_timeout');
      assert.equal(socket.destroyed, 'reset');
    });

    test('counts from the end of the request, not from its start', async () => {
      const bench = new ClientBench();
      const body = new ManualBody();
      const { call, socket } = bench.open({ method: 'POST', body });

      bench.time.advance(waits.firstByteMs * 3);
      body.sink.end();
      bench.time.advance(waits.firstByteMs - 200);
      assert.equal(socket.destroyed, 'no');
      bench.time.advance(400);

      assert.equal((await faultOf(call)).code, 'upstream_first_byte_timeout');
    });

    test('for the next bytes of the body, but only between reads', async () => {
      const bench = new ClientBench();
      const { call, socket } = bench.open();
      const sink = new RecordingSink();
      socket.arrives('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n');
      (await call.response).body?.start(sink);

      for (let i = 0; i < 5; i += 1) {
        bench.time.advance(waits.readMs - 200);
        socket.arrives('a');
      }
      assert.equal(sink.events.length, 5);
      bench.time.advance(waits.readMs + 200);

      assert.equal(sink.events.at(-1), 'fail:upstream_read_timeout');
    });

    test('does not hold a slow receiver against the upstream', async () => {
      const bench = new ClientBench();
      const { call, socket } = bench.open();
      const sink = new RecordingSink();
      sink.takes = false;
      socket.arrives('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\na');
      const { body } = await call.response;
      bench.time.advance(waits.readMs * 2);
      body?.start(sink);
      bench.time.advance(waits.readMs * 2);
      assert.deepEqual(sink.events, ['write:a']);

      body?.resume();
      bench.time.advance(waits.readMs + 200);

      assert.equal(sink.events.at(-1), 'fail:upstream_read_timeout');
    });

    test('for what is written to be taken', async () => {
      const bench = new ClientBench();
      const body = new ManualBody();
      const { call, socket } = bench.open({ method: 'POST', body });
      socket.hasRoom = false;

      body.sink.write(bytes('a'));
      bench.time.advance(waits.writeMs + 200);

      assert.equal((await faultOf(call)).code, 'upstream_write_timeout');
      assert.equal(body.cancelled.length, 1);
    });

    test('is over when the socket drains', async () => {
      const bench = new ClientBench();
      const body = new ManualBody();
      const { socket } = bench.open({ method: 'POST', body });
      socket.hasRoom = false;

      body.sink.write(bytes('a'));
      bench.time.advance(waits.writeMs - 200);
      socket.drains();
      bench.time.advance(waits.writeMs * 3);

      assert.equal(socket.destroyed, 'no');
    });
  });
});
