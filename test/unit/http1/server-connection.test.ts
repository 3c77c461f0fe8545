import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { readReplies } from '../../support/http1/replies.ts';
import { echo, Served, settled } from '../../support/http1/served.ts';
import { splits } from '../../support/http1/splits.ts';
import { PushedBody } from '../../support/pushed-body.ts';

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const old = 'GET / HTTP/1.0\r\n\r\n';

describe('a connection', () => {
  test('answers a request and stays open for the next', async () => {
    const served = new Served(echo);

    served.socket.receive('GET /1?a HTTP/1.1\r\nHost: A\r\nX: y\r\n\r\n');
    await settled();
    served.socket.receive('GET /2 HTTP/1.1\r\nHost: b\r\n\r\n');
    await settled();

    const [first, second] = readReplies(served.socket.sent);
    assert.equal(first?.body, 'GET a /1 a x|y [] ');
    assert.equal(first.fields.has('connection'), false);
    assert.equal(second?.body, 'GET b /2 undefined  [] ');
    assert.equal(served.socket.hasEnded, false);
  });

  test('sends head and first bytes of the body as one packet, in one piece of text for the head', async () => {
    const served = new Served(() => ({ body: 'hello' }));

    served.socket.receive(get);

    assert.equal(served.socket.packets.length, 1);
    assert.match(served.socket.packets[0]!, /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nhello$/);
  });

  test('gives the same requests to the handler however they are cut', async () => {
    const message =
      'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc' +
      'PUT /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n' +
      'GET /c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    for (const pieces of splits(message)) {
      const served = new Served(echo);
      for (const piece of pieces) served.socket.receive(piece);
      for (let i = 0; i < 8; i++) await settled();

      const bodies = readReplies(served.socket.sent).map((reply) => reply.body);
      assert.deepEqual(bodies, [
        'POST a /a undefined content-length|3 [abc] ',
        'PUT a /b undefined transfer-encoding|chunked [de] [["x-t","1"]]',
        'GET a /c undefined connection|close [] ',
      ]);
      assert.equal(served.socket.hasEnded, true);
    }
  });

  test('answers pipelined requests in order, one at a time', async () => {
    const served = new Served();

    served.socket.receive(get.replace('/', '/1') + get.replace('/', '/2') + get.replace('/', '/3'));
    await settled();
    assert.equal(served.seen.length, 1);
    await served.reply({ body: 'one' });
    assert.equal(served.seen.length, 2);
    await served.reply({ body: 'two' });
    await served.reply({ body: 'three' });

    assert.deepEqual(
      readReplies(served.socket.sent).map((reply) => reply.body),
      ['one', 'two', 'three'],
    );
  });

  test('reads thousands of pipelined requests without going deep', () => {
    const served = new Served(() => ({ body: '' }), { maxRequestsPipelined: 20_000 });

    served.socket.receive(get.repeat(20_000));

    assert.equal(served.endings.length, 20_000);
  });

  test('stops reading while more waits than may be buffered', async () => {
    const served = new Served(undefined, { maxBufferedBytes: 100 });

    served.socket.receive(get.repeat(10), get.length);
    await settled();
    assert.equal(served.socket.isPaused, true);
    for (let i = 0; i < 10; i++) await served.reply();

    assert.equal(served.socket.isPaused, false);
    assert.equal(readReplies(served.socket.sent).length, 10);
  });

  test('closes after the answer when the client asks for it', async () => {
    const served = new Served(() => ({}));

    served.socket.receive('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n');

    const replies = readReplies(served.socket.sent);
    assert.equal(replies.length, 1);
    assert.equal(replies[0]!.fields.get('connection'), 'close');
    assert.equal(served.socket.hasEnded, true);
  });

  test('closes after as many requests as allowed', () => {
    const served = new Served(() => ({}), { maxRequestsPerConnection: 2 });

    served.socket.receive(get.repeat(3));

    const connections = readReplies(served.socket.sent).map(({ fields }) => fields.get('connection'));
    assert.deepEqual(connections, [undefined, 'close']);
  });

  test('tells the engine where the request came from', async () => {
    const served = new Served(() => ({}));

    served.socket.receive(get);

    const { listener, peerAddress, peerPort, localPort, secure } = served.seen[0]!.downstream;
    assert.deepEqual([listener, peerAddress, peerPort, localPort, secure], ['web', '192.0.2.1', 4711, 80, false]);
  });

  test('answers 500 in place of a handler that fails', async () => {
    const served = new Served(() => {
      throw new Error('oh');
    });

    served.socket.receive(get);
    await settled();

    assert.equal(readReplies(served.socket.sent)[0]?.status, 500);
    assert.equal(served.refused[0]?.fault.code, 'internal');
    assert.equal(served.endings.length, 1);
  });

  test('breaks off when a body throws, and says why', () => {
    const served = new Served(() => ({
      body: {
        length: undefined,
        start() {
          throw new Error('oh');
        },
        resume() {},
        cancel() {},
      },
    }));

    served.socket.receive(get);

    assert.equal(served.socket.state, 'reset');
    assert.deepEqual([served.endings[0]?.fault?.code, served.endings[0]?.fault?.detail], ['internal', 'Error: oh']);
  });

  test('answers 500 in place of a head that cannot be written', async () => {
    const body = new PushedBody();
    const served = new Served(() => ({ headers: { x: 'a\r\nb: c' }, body }));

    served.socket.receive(get + get);

    assert.deepEqual(
      readReplies(served.socket.sent).map((reply) => reply.status),
      [500],
    );
    assert.equal(served.endings[0]?.fault?.code, 'internal');
    assert.equal(body.cancelled?.code, 'internal');
    assert.equal(served.socket.hasEnded, true);
  });
});

describe('a reply', () => {
  const replyTo = async (request: string, body: PushedBody | string | null, status = 200) => {
    const served = new Served(() => ({ status, body, headers: { 'content-length': '7', connection: 'x' } }));
    served.socket.receive(request);
    if (body instanceof PushedBody && body.sink) {
      body.push('ab');
      body.push('c');
      body.end({ 'x-t': '1' });
    }
    await settled();
    return { served, sent: served.socket.sent, head: served.socket.sent.split('\r\n\r\n')[0]! };
  };

  test('of known length keeps it', async () => {
    const { sent, served } = await replyTo(get, new PushedBody(3));

    assert.match(sent, /content-length: 3\r\n\r\nabc$/);
    assert.deepEqual(served.endings, [{ bytesSent: 3, bytesReceived: 0, fault: undefined }]);
  });

  test('of unknown length is chunked, with its trailers', async () => {
    const { sent } = await replyTo(get, new PushedBody());

    assert.match(sent, /transfer-encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\nx-t: 1\r\n\r\n$/);
    assert.doesNotMatch(sent, /content-length/);
  });

  test('of unknown length to HTTP/1.0 ends with the connection', async () => {
    const { sent, served, head } = await replyTo('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n', new PushedBody());

    assert.match(head, /connection: close/);
    assert.match(sent, /\r\n\r\nabc$/);
    assert.equal(served.socket.hasEnded, true);
  });

  test('to HTTP/1.0 says so when the connection goes on', async () => {
    const kept = await replyTo('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n', 'abc');
    const ended = await replyTo(old, 'abc');

    assert.match(kept.head, /connection: keep-alive/);
    assert.equal(kept.served.socket.hasEnded, false);
    assert.match(ended.head, /connection: close/);
    assert.equal(ended.served.socket.hasEnded, true);
  });

  test('without a body has length 0', async () => {
    assert.match((await replyTo(get, null)).head, /content-length: 0/);
  });

  test('to HEAD has the length of what GET would have, and no body', async () => {
    const head = get.replace('GET', 'HEAD');

    assert.match((await replyTo(head, null)).sent, /content-length: 7\r\n\r\n$/);
    assert.match((await replyTo(head, 'abc')).sent, /content-length: 7\r\n\r\n$/);
  });

  test('with status 204 has neither body nor length, with 304 the length it stands for', async () => {
    const empty = await replyTo(get, 'abc', 204);
    const same = await replyTo(get, null, 304);

    assert.doesNotMatch(empty.sent, /content-length|transfer-encoding|abc/);
    assert.match(same.sent, /content-length: 7\r\n\r\n$/);
  });

  test('to HEAD lets go of a body that does not end', async () => {
    const body = new PushedBody();
    const { served } = await replyTo(get.replace('GET', 'HEAD'), body);
    const endless = new PushedBody();
    const other = new Served(() => ({ body: endless }));
    other.socket.receive(get.replace('GET', 'HEAD'));
    endless.push('x'.repeat(70_000));

    assert.equal(served.endings.length, 1);
    assert.equal(endless.cancelled?.code, 'internal');
  });

  test('waits for a client that does not read', async () => {
    const body = new PushedBody();
    const served = new Served(() => ({ body }));
    served.socket.receive(get);
    served.socket.hasRoom = false;

    const goesOn = body.push('abc');
    const before = body.resumed;
    served.socket.drain();

    assert.deepEqual([goesOn, before, body.resumed], [false, 0, 1]);
  });

  test('is finished only when the client has taken it', async () => {
    const served = new Served(() => ({ body: 'abc' }));
    served.socket.hasRoom = false;

    served.socket.receive(get + get);
    const before = [served.endings.length, served.seen.length];
    served.socket.hasRoom = true;
    served.socket.drain();

    assert.deepEqual(before, [0, 1]);
    assert.deepEqual([served.endings.length, served.seen.length], [2, 2]);
  });

  for (const [name, length] of [
    ['known', 10],
    ['unknown', undefined],
  ] as const) {
    test(`of ${name} length that breaks off breaks the connection`, async () => {
      const body = new PushedBody(length);
      const served = new Served(() => ({ body }));
      served.socket.receive(get);
      body.push('abc');
      const { Fault } = await import('../../../shared/errors/fault.ts');
      body.sink!.fail(new Fault('upstream_body_broken'));

      assert.equal(served.socket.state, 'reset');
      assert.doesNotMatch(served.socket.sent, /0\r\n\r\n$/);
      assert.deepEqual([served.endings[0]?.bytesSent, served.endings[0]?.fault?.code], [3, 'upstream_body_broken']);
    });
  }

  test('never ends with trailers that could be read as something else', () => {
    const body = new PushedBody();
    const served = new Served(() => ({ body }));
    served.socket.receive(get);
    body.push('abc');
    body.end({ 'x-t': 'a\r\n\r\nHTTP/1.1 200 OK' });

    assert.equal(served.socket.state, 'reset');
    assert.match(served.socket.sent, /abc\r\n$/);
    assert.equal(served.endings[0]?.fault?.code, 'internal');
  });

  test('shorter or longer than its length breaks the connection', async () => {
    for (const content of ['ab', 'abcd']) {
      const body = new PushedBody(3);
      const served = new Served(() => ({ body }));
      served.socket.receive(get);
      body.push(content);
      if (content === 'ab') body.end();

      assert.equal(served.socket.state, 'reset');
      assert.equal(served.endings[0]?.fault?.code, 'upstream_body_broken');
      assert.equal(served.socket.sent.endsWith('abcd'), false);
    }
  });
});

describe('an informational answer', () => {
  test('is left out for a client that does not take what was written, and the reply is not', async () => {
    const served = new Served();
    served.socket.receive('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    served.socket.hasRoom = false;
    for (let i = 0; i < 60; i += 1) served.seen[0]!.downstream.inform(hints);
    await served.reply({ body: 'whole' });
    served.socket.drain();

    const { sent } = served.socket;
    assert.equal(sent.split('HTTP/1.1 103').length - 1, 1);
    assert.match(sent, /whole$/);
    assert.equal(served.endings.length, 1);
  });

  const hints = { status: 103, headers: HeaderList.of({ link: '</a>' }) };

  test('goes out before the reply, and not after', async () => {
    const served = new Served();
    served.socket.receive(get);

    served.seen[0]!.downstream.inform(hints);
    await served.reply();
    served.seen[0]!.downstream.inform(hints);

    assert.match(served.socket.sent, /^HTTP\/1\.1 103 Early Hints\r\nlink: <\/a>\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    assert.equal(served.socket.sent.match(/103/g)?.length, 1);
  });

  test('is kept from HTTP/1.0, and is never one that is ours to send', async () => {
    const served = new Served();
    const other = new Served();
    served.socket.receive(old);
    other.socket.receive(get);

    served.seen[0]!.downstream.inform(hints);
    for (const status of [100, 101, 200]) other.seen[0]!.downstream.inform({ ...hints, status });

    assert.equal(served.socket.sent + other.socket.sent, '');
  });
});
