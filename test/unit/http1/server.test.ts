import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readReplies } from '../../support/http1/replies.ts';
import { Served, settled } from '../../support/http1/served.ts';
import { ManualBody } from '../http/manual-body.ts';

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

    assert.equal(served.socket.state, 'reset');
    assert.equal(served.seen[0]!.left?.code, 'shutting_down');
  });

  test('lets no answer that is cut by the deadline of a drain look whole', async () => {
    const body = new ManualBody();
    const served = new Served(() => ({ body }));
    served.socket.receive('GET / HTTP/1.0\r\n\r\n');
    body.sink.write(Buffer.from('some of it'));
    const drained = served.server.drain(1000);
    served.time.advance(1200);
    await drained;

    assert.deepEqual([served.socket.state, served.endings[0]?.fault?.code], ['reset', 'shutting_down']);
  });

  test('lets no answer look whole that a slow client has not taken when its connection is to close', async () => {
    for (const isDrained of [false, true]) {
      const served = new Served();
      served.socket.receive('GET / HTTP/1.0\r\n\r\n');
      await served.reply();
      served.socket.unsent = 1;
      const drained = isDrained && served.server.drain(1000);
      served.time.advance(isDrained ? 1200 : 3_600_000);
      await drained;

      assert.equal(served.socket.state, 'reset');
    }
  });

  test('is drained at once when nobody is there', async () => {
    const served = new Served();
    served.socket.breakOff();

    await served.server.drain(1000);

    assert.equal(served.server.connectionCount, 0);
  });
});
