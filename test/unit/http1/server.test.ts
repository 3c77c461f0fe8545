import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readReplies } from '../../support/http1/replies.ts';
import { Served, settled } from '../../support/http1/served.ts';

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

describe('a server', () => {
  test('turns connections away beyond its bounds, and takes new ones when old ones go', async () => {
    const served = new Served(undefined, { maxConnections: 3, maxConnectionsPerAddress: 2 });
    const second = served.connect();
    const sameAddress = served.connect();
    served.connect('192.0.2.2');
    const tooMany = served.connect('192.0.2.3');
    const full = served.server.connectionCount;
    second.breakOff();
    const again = served.connect();

    assert.deepEqual([sameAddress.state, tooMany.state, again.state], ['destroyed', 'destroyed', 'open']);
    assert.deepEqual([full, served.server.connectionCount, served.server.turnedAway], [3, 3, 2]);
  });

  test('does not count connections on a Unix socket by address', () => {
    const served = new Served(undefined, { maxConnectionsPerAddress: 1 });

    assert.deepEqual([served.connect('').state, served.connect('').state], ['open', 'open']);
  });

  test('drains: idle connections close at once, others after their answer, new ones are turned away', async () => {
    const served = new Served();
    const idle = served.connect();
    const late = served.connect();
    served.socket.receive(get + get);
    late.receive(get.slice(0, 10));
    let isDrained = false;
    const drained = served.server.drain(10_000).then(() => {
      isDrained = true;
    });
    const turnedAway = served.connect();
    late.receive(get.slice(10));
    idle.receiveEnd();
    await served.reply();
    await served.reply();
    const replies = readReplies(served.socket.sent);
    served.socket.receiveEnd();
    await settled();
    const before = isDrained;
    late.receiveEnd();
    await drained;

    assert.deepEqual([idle.state, turnedAway.state, before], ['closed', 'destroyed', false]);
    assert.deepEqual([replies.length, replies[0]?.fields.get('connection')], [1, 'close']);
    assert.equal(readReplies(late.sent)[0]?.fields.get('connection'), 'close');
  });

  test('breaks off what is left at the deadline of a drain', async () => {
    const served = new Served();
    served.socket.receive(get);
    const drained = served.server.drain(1000);
    served.time.advance(1200);
    await drained;

    assert.equal(served.socket.state, 'destroyed');
    assert.equal(served.seen[0]!.left?.code, 'client_left');
  });

  test('is drained at once when nobody is there', async () => {
    const served = new Served();
    served.socket.breakOff();

    await served.server.drain(1000);

    assert.equal(served.server.connectionCount, 0);
  });
});
