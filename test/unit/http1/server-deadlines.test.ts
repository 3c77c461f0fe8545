import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CollectingSink } from '../../support/http1/collecting-sink.ts';
import { readReplies } from '../../support/http1/replies.ts';
import { Served, settled } from '../../support/http1/served.ts';
import { PushedBody } from '../../support/pushed-body.ts';

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

describe('a server', () => {
  test('closes a connection that sends nothing, without a word', () => {
    const served = new Served();

    served.time.advance(15_200);

    assert.deepEqual([served.socket.sent, served.socket.hasEnded], ['', true]);
  });

  test('answers 408 when a head does not become whole in time, however it trickles', () => {
    const served = new Served();
    for (let i = 0; i < 16; i++) {
      served.socket.receive(get[i]!);
      served.time.advance(1000);
    }

    const [reply] = readReplies(served.socket.sent);
    assert.deepEqual([reply?.status, reply?.fields.get('connection')], [408, 'close']);
    assert.equal(served.seen.length, 0);
    assert.equal(served.socket.hasEnded, true);
  });

  test('closes an idle connection, counting from the last answer', async () => {
    const served = new Served(() => ({}));
    served.socket.receive(get);
    served.time.advance(70_000);
    served.socket.receive(get);
    served.time.advance(70_000);
    const open = !served.socket.hasEnded;
    served.time.advance(5200);

    assert.deepEqual([open, served.socket.hasEnded], [true, true]);
  });

  test('takes an empty line behind a request for no beginning of another', async () => {
    for (const how of ['waits', 'leaves']) {
      const served = new Served(() => ({ body: 'x' }));
      served.socket.receive('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab\r\n');
      await settled();

      if (how === 'waits') served.time.advance(600_000);
      else served.socket.receiveEnd();
      await settled();

      assert.deepEqual([served.seen.length, served.refused.length, served.socket.hasEnded], [1, 0, true]);
    }
  });

  test('lets a slow client take the whole of the last answer, for as long as any other write may take', async () => {
    for (const [unsent, waits, after] of [
      [60_000, 60_000, 'reset'],
      [0, 2000, 'destroyed'],
    ] as const) {
      const served = new Served(() => ({ body: 'x'.repeat(60_000) }));
      served.socket.unsent = unsent;
      served.socket.receive('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
      await settled();

      served.time.advance(waits - 500);
      const before = served.socket.state;
      served.time.advance(1000);

      assert.deepEqual([before, served.socket.state], ['open', after]);
    }
  });

  test('does not hurry a handler', () => {
    const served = new Served();
    served.socket.receive(get);
    served.time.advance(600_000);

    assert.equal(served.socket.hasEnded, false);
  });

  test('fails a body that trickles for ever, though each piece comes in time', async () => {
    const served = new Served();
    const sink = new CollectingSink();
    served.socket.receive('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n');
    served.seen[0]!.body!.start(sink);
    for (let waited = 0; waited < 119_000; waited += 1000) {
      served.socket.receive('x');
      served.time.advance(1000);
    }
    const before = sink.ending;
    served.time.advance(2000);
    await settled();

    assert.deepEqual([before, sink.ending, sink.fault?.code], ['open', 'fail', 'request_timeout']);
  });

  test('takes its time with a body that comes slowly but steadily, and with one that nobody takes', async () => {
    const served = new Served();
    const sink = new CollectingSink();
    served.socket.receive('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n');
    const body = served.seen[0]!.body!;
    body.start(sink);
    for (let waited = 0; waited < 600_000; waited += 10_000) {
      served.socket.receive('x'.repeat(2560));
      served.time.advance(10_000);
    }
    sink.hasRoom = false;
    served.socket.receive('x');
    served.time.advance(3_600_000);
    sink.hasRoom = true;
    body.resume();
    served.time.advance(20_000);

    assert.equal(sink.ending, 'open');
  });

  test('fails a body that stops coming, counting from the last bytes', async () => {
    const served = new Served();
    const sink = new CollectingSink();
    served.socket.receive('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n');
    served.seen[0]!.body!.start(sink);
    for (const piece of ['a', 'b', 'c']) {
      served.time.advance(29_000);
      served.socket.receive(piece);
    }
    const before = sink.ending;
    served.time.advance(30_200);
    await served.reply({ status: 408 });

    assert.deepEqual([before, sink.ending, sink.fault?.code], ['open', 'fail', 'request_timeout']);
    assert.equal(readReplies(served.socket.sent)[0]?.fields.get('connection'), 'close');
  });

  test('does not count the time a sink makes the body wait', () => {
    const served = new Served();
    const sink = new CollectingSink();
    sink.hasRoom = false;
    served.socket.receive('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc');
    served.seen[0]!.body!.start(sink);
    served.time.advance(600_000);

    assert.equal(sink.ending, 'open');
  });

  test('breaks off a client that does not read', () => {
    const body = new PushedBody();
    const served = new Served(() => ({ body }));
    served.socket.receive(get);
    served.socket.hasRoom = false;
    body.push('abc');
    served.time.advance(60_200);

    assert.equal(served.socket.state, 'reset');
    assert.equal(body.cancelled?.detail, 'write-timeout');
    assert.equal(served.endings[0]?.fault?.code, 'client_left');
  });

  test('does not break off a client that reads slowly', () => {
    const body = new PushedBody();
    const served = new Served(() => ({ body }));
    served.socket.receive(get);
    for (let i = 0; i < 5; i++) {
      served.socket.hasRoom = false;
      body.push('abc');
      served.time.advance(50_000);
      served.socket.drain();
    }

    assert.equal(served.socket.state, 'open');
  });

  test('gives a client time to close after the last answer, and not for ever', async () => {
    const served = new Served(() => ({}));
    served.socket.receive('GET / HTTP/1.0\r\n\r\n');
    served.socket.receive('more');
    served.time.advance(1900);
    const open = served.socket.state;
    served.time.advance(400);
    await settled();

    assert.deepEqual([open, served.socket.state, served.server.connectionCount], ['open', 'destroyed', 0]);
  });

  test('leaves no timer behind', async () => {
    const served = new Served(() => ({}));
    served.socket.receive(get);
    served.socket.breakOff();
    served.time.advance(200);

    assert.equal(served.time.running, false);
  });
});
