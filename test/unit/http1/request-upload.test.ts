import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { CollectingSink } from '../../support/http1/collecting-sink.ts';
import { readReplies } from '../../support/http1/replies.ts';
import { Served, settled } from '../../support/http1/served.ts';

const get = 'GET /next HTTP/1.1\r\nHost: a\r\n\r\n';
const post = (length: number, more = '') => `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n${more}\r\n`;
const postChunked = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
const denied = new Fault('access_denied');

describe('a request body', () => {
  test('is not there for requests without one', () => {
    const served = new Served();
    served.socket.receive(post(0));

    assert.equal(served.seen[0]!.body, null);
  });

  test('knows its length when the client said it', () => {
    const [plain, chunked] = [new Served(), new Served()];
    plain.socket.receive(post(7));
    chunked.socket.receive(postChunked);

    assert.deepEqual([plain.seen[0]!.body?.length, chunked.seen[0]!.body?.length], [7, undefined]);
  });

  test('waits until it is started, and is then delivered whole', () => {
    const served = new Served();
    const sink = new CollectingSink();
    served.socket.receive(`${post(6)}abc`);
    served.socket.receive('def');

    served.seen[0]!.body!.start(sink);

    assert.deepEqual([sink.text, sink.ending], ['abcdef', 'end']);
  });

  test('makes the client wait while the sink does', async () => {
    const served = new Served(undefined, { maxBufferedBytes: 4 });
    const sink = new CollectingSink();
    sink.hasRoom = false;
    served.socket.receive(`${post(12)}abc`);
    served.seen[0]!.body!.start(sink);
    served.socket.receive('defg', 2);
    const paused = served.socket.isPaused;
    const before = sink.text;
    sink.hasRoom = true;
    served.seen[0]!.body!.resume();
    await settled();
    served.socket.receive('hijkl');

    assert.deepEqual([paused, before], [true, 'abc']);
    assert.deepEqual([sink.text, sink.ending, served.socket.isPaused], ['abcdefghijkl', 'end', false]);
  });

  test('fails when its chunks are malformed, and nothing after it is read', async () => {
    const served = new Served();
    const sink = new CollectingSink();
    served.socket.receive(postChunked);
    served.seen[0]!.body!.start(sink);
    served.socket.receive(`3\r\nabc\r\nx\r\n0\r\n\r\n${get}`);
    await served.reply({ status: 400 });
    served.socket.receive(get);

    assert.deepEqual([sink.text, sink.ending, sink.fault?.code], ['abc', 'fail', 'bad_framing']);
    assert.equal(served.seen.length, 1);
    assert.equal(readReplies(served.socket.sent)[0]?.fields.get('connection'), 'close');
    assert.equal(served.socket.hasEnded, true);
  });

  test('fails when the client ends early, and the answer still goes out', async () => {
    const served = new Served();
    const sink = new CollectingSink();
    served.socket.receive(`${post(6)}abc`);
    served.seen[0]!.body!.start(sink);
    served.socket.receiveEnd();
    await served.reply({ status: 400 });

    assert.deepEqual([sink.ending, sink.fault?.code], ['fail', 'request_body_broken']);
    assert.equal(readReplies(served.socket.sent)[0]?.status, 400);
    assert.equal(served.socket.hasEnded, true);
  });

  test('is counted', async () => {
    const served = new Served();
    served.socket.receive(`${postChunked}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`);
    served.seen[0]!.body!.start(new CollectingSink());
    await served.reply();

    assert.equal(served.endings[0]?.bytesReceived, 5);
  });
});

describe('100 Continue', () => {
  const expecting = post(3, 'Expect: 100-continue\r\n');

  test('is sent when the body is started, once', async () => {
    const served = new Served();
    served.socket.receive(expecting);
    const before = served.socket.sent;
    served.seen[0]!.body!.start(new CollectingSink());
    served.socket.receive('abc');
    await served.reply();

    assert.equal(before, '');
    assert.match(served.socket.sent, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });

  test('is not sent when the body is here already, or not asked for', async () => {
    const [hasty, plain] = [new Served(), new Served()];
    hasty.socket.receive(`${expecting}abc`);
    plain.socket.receive(post(3));
    for (const { seen } of [hasty, plain]) seen[0]!.body!.start(new CollectingSink());

    assert.equal(hasty.socket.sent + plain.socket.sent, '');
  });

  test('is not sent for a body nobody wants, and the connection closes', async () => {
    const served = new Served();
    served.socket.receive(expecting);
    served.seen[0]!.body!.cancel(denied);
    await served.reply({ status: 403 });

    const [reply] = readReplies(served.socket.sent);
    assert.deepEqual([reply?.status, reply?.fields.get('connection')], [403, 'close']);
    assert.equal(served.socket.hasEnded, true);
  });
});

describe('an answer before the body has come', () => {
  test('keeps the connection when the rest is small', async () => {
    const served = new Served();
    served.socket.receive(`${post(10)}abc`);
    served.seen[0]!.body!.cancel(denied);
    await served.reply({ status: 403 });
    served.socket.receive(`defghij${get}`);

    assert.equal(readReplies(served.socket.sent)[0]?.fields.has('connection'), false);
    assert.equal(served.seen[1]?.head.path, '/next');
  });

  test('closes the connection when the rest is known to be large', async () => {
    const served = new Served();
    served.socket.receive(post(1_000_000));
    served.seen[0]!.body!.cancel(denied);
    await served.reply({ status: 413 });

    assert.equal(readReplies(served.socket.sent)[0]?.fields.get('connection'), 'close');
    assert.equal(served.socket.hasEnded, true);
  });

  test('closes the connection when the rest turns out to be large', async () => {
    const served = new Served(undefined, { maxDiscardedBytes: 10 });
    served.socket.receive(postChunked);
    served.seen[0]!.body!.cancel(denied);
    await served.reply({ status: 413 });
    const before = served.socket.hasEnded;
    served.socket.receive('1\r\nx\r\n'.repeat(20));

    assert.deepEqual([before, served.socket.hasEnded, served.seen.length], [false, true, 1]);
  });

  test('closes the connection when the rest does not come in time', async () => {
    const served = new Served();
    served.socket.receive(post(10));
    served.seen[0]!.body!.cancel(denied);
    await served.reply({ status: 403 });
    served.time.advance(2200);

    assert.equal(served.socket.hasEnded, true);
  });

  test('never takes the rest of the body for a request', async () => {
    const served = new Served();
    served.socket.receive(post(get.length));
    served.seen[0]!.body!.cancel(denied);
    await served.reply({ status: 403 });
    served.socket.receive(get);
    served.socket.receive(get.replace('next', 'other'));

    assert.deepEqual(
      served.seen.map(({ head }) => head.path),
      ['/', '/other'],
    );
  });

  test('fails the body for a sink that still wants it', async () => {
    const served = new Served();
    const sink = new CollectingSink();
    served.socket.receive(`${post(10)}abc`);
    served.seen[0]!.body!.start(sink);
    await served.reply();

    assert.equal(sink.fault?.detail, 'answered-early');
  });
});
