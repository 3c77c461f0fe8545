import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CollectingSink } from '../../support/http1/collecting-sink.ts';
import { readReplies } from '../../support/http1/replies.ts';
import { Served, settled } from '../../support/http1/served.ts';
import { PushedBody } from '../../support/pushed-body.ts';

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

/** Breaks the connection once `at` bytes of the request have come, then lets the handler answer. */
async function breakAt(message: string, at: number) {
  const body = new PushedBody();
  const served = new Served();
  served.socket.receive(message.slice(0, at));
  const sink = new CollectingSink();
  served.seen[0]?.body?.start(sink);
  served.socket.breakOff(new Error('ECONNRESET'));
  const [seen] = served.seen;
  if (seen) await served.reply({ body });
  return { served, seen, body, sink };
}

describe('a client that breaks the connection', () => {
  const message = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello';

  test('ends whatever is under way for it, at every byte of its request', async () => {
    for (let at = 0; at <= message.length; at++) {
      const { served, seen, body, sink } = await breakAt(message, at);

      assert.equal(served.server.connectionCount, 0);
      assert.equal(served.seen.length, at < message.length - 5 ? 0 : 1);
      if (!seen) continue;
      assert.equal(seen.left?.code, 'client_left');
      assert.equal(sink.ending, at === message.length ? 'end' : 'fail');
      assert.equal(body.cancelled?.code, 'client_left');
      assert.deepEqual(
        served.endings.map(({ fault, bytesSent }) => [fault?.code, bytesSent]),
        [['client_left', 0]],
      );
    }
  });

  test('cancels the body of a reply under way, and is told once', () => {
    const body = new PushedBody();
    const served = new Served(() => ({ body }));
    served.socket.receive(get);
    body.push('abc');
    served.socket.breakOff();

    assert.equal(body.cancelled?.code, 'client_left');
    assert.equal(served.seen[0]!.left, undefined);
    assert.deepEqual([served.endings.length, served.endings[0]?.bytesSent], [1, 3]);
    assert.equal(body.push('late'), false);
  });

  test('while it does not take the end of a reply is not told of as served', () => {
    const served = new Served(() => ({ body: 'abc' }));
    served.socket.hasRoom = false;
    served.socket.receive(get);
    served.socket.breakOff();

    assert.deepEqual(
      served.endings.map(({ fault }) => fault?.code),
      ['client_left'],
    );
  });

  test('fails a body that is started only afterwards', async () => {
    const served = new Served();
    served.socket.receive(message.slice(0, -2));
    served.socket.breakOff();
    const sink = new CollectingSink();
    served.seen[0]!.body!.start(sink);

    assert.deepEqual([sink.ending, sink.fault?.code], ['fail', 'client_left']);
  });
});

describe('a client that ends its half', () => {
  test('still gets the answer', async () => {
    const served = new Served();
    served.socket.receive(get);
    served.socket.receiveEnd();
    await served.reply({ body: 'late' });
    await settled();

    const [reply] = readReplies(served.socket.sent);
    assert.deepEqual([reply?.body, reply?.fields.get('connection')], ['late', 'close']);
    assert.equal(served.socket.state, 'closed');
    assert.equal(served.server.connectionCount, 0);
  });

  test('gets the answers to all it has asked', async () => {
    const served = new Served();
    served.socket.receive(get + get + get);
    served.socket.receiveEnd();
    for (let i = 0; i < 3; i++) await served.reply();

    const connections = readReplies(served.socket.sent).map(({ fields }) => fields.get('connection'));
    assert.deepEqual(connections, [undefined, undefined, 'close']);
  });

  test('is asked for a sign of life while its answer is long in coming', async () => {
    const served = new Served();
    served.socket.receive(get);
    served.socket.receiveEnd();
    const before = served.socket.sent;
    served.time.advance(300);
    const asked = served.socket.sent;
    served.time.advance(1200);
    const askedAgain = served.socket.sent;
    served.socket.breakOff(new Error('EPIPE'));

    assert.equal(before, '');
    assert.equal(asked, 'HTTP/1.1 100 Continue\r\n\r\n');
    assert.equal(askedAgain, asked + asked);
    assert.equal(served.seen[0]!.left?.code, 'client_left');
  });

  test('is not asked when it speaks HTTP/1.0', async () => {
    const served = new Served();
    served.socket.receive('GET / HTTP/1.0\r\n\r\n');
    served.socket.receiveEnd();
    served.time.advance(1000);

    assert.equal(served.socket.sent, '');
  });

  test('has left when the server takes it so', async () => {
    const served = new Served(undefined, { halfClose: 'leave' });
    served.socket.receive(get);
    served.socket.receiveEnd();

    assert.equal(served.seen[0]!.left?.code, 'client_left');
    await served.reply();
    assert.equal(served.endings[0]?.fault?.code, 'client_left');
  });

  test('has left when an answer without a known end is streaming', async () => {
    const body = new PushedBody();
    const served = new Served(() => ({ body }));
    served.socket.receive(get);
    body.push('abc');
    served.socket.receiveEnd();

    assert.equal(body.cancelled?.code, 'client_left');
    assert.equal(served.server.connectionCount, 0);
  });

  test('gets the whole of an answer that begins to stream later', async () => {
    const body = new PushedBody();
    const served = new Served();
    served.socket.receive(get);
    served.socket.receiveEnd();
    await served.reply({ body });
    body.push('abc');
    served.time.advance(5000);
    body.end();

    assert.equal(readReplies(served.socket.sent)[0]?.body, 'abc');
    assert.equal(served.endings[0]?.fault, undefined);
  });

  test('gets the rest of an answer of known length', async () => {
    const body = new PushedBody(6);
    const served = new Served(() => ({ body }));
    served.socket.receive(get);
    body.push('abc');
    served.socket.receiveEnd();
    body.push('def');
    body.end();

    assert.equal(readReplies(served.socket.sent)[0]?.body, 'abcdef');
    assert.equal(served.endings[0]?.fault, undefined);
  });

  test('is refused within a head, and let go between two', async () => {
    const [within, between] = [new Served(), new Served()];
    within.socket.receive(get.slice(0, 20));
    within.socket.receiveEnd();
    between.socket.receiveEnd();
    await settled();

    assert.equal(readReplies(within.socket.sent)[0]?.status, 400);
    assert.deepEqual([between.socket.sent, between.socket.state], ['', 'closed']);
  });
});
