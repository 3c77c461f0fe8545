import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { describe, test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { SocketTunnel } from '../../../shared/http1/socket-tunnel.ts';
import { Served, settled } from '../../support/http1/served.ts';
import { WireSocket } from '../../support/http1/wire-socket.ts';

const ask = 'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n';
const switched = { status: 101, headers: { upgrade: 'websocket', 'sec-websocket-accept': 'x' }, body: null };

async function join(early = '', late = '', options = {}) {
  const upstream = new WireSocket();
  const served = new Served(undefined, options);
  served.socket.receive(ask + late);
  await served.reply({ ...switched, tunnel: new SocketTunnel(upstream, Buffer.from(early)) });
  const client = served.socket;
  const [head, rest] = client.sent.split('\r\n\r\n');
  return { served, client, upstream, head, rest };
}

describe('a tunnel', () => {
  test('begins with the head of the upstream and the bytes both sides were early with', async () => {
    const { upstream, head, rest } = await join('from-upstream', 'from-client');

    assert.match(head!, /^HTTP\/1\.1 101 Switching Protocols\r\nupgrade: websocket\r\nsec-websocket-accept: x\r\n/);
    assert.match(head!, /connection: upgrade$/);
    assert.deepEqual([rest, upstream.sent], ['from-upstream', 'from-client']);
  });

  test('never takes for frames what a client sends before the upstream agrees', async () => {
    const served = new Served();
    served.socket.receive(`${ask}GET /second HTTP/1.1\r\nHost: a\r\n\r\n`);
    const before = served.seen.length;
    await served.reply({ status: 403 });

    assert.deepEqual([before, served.seen[1]?.head.path], [1, '/second']);
  });

  test('carries bytes both ways and tells their number when it is closed', async () => {
    const { served, client, upstream } = await join();
    client.receive('ping');
    upstream.receive('pong!');
    const before = served.endings.length;
    client.receiveEnd();
    upstream.receiveEnd();
    await settled();

    assert.equal(upstream.sent, 'ping');
    assert.match(client.sent, /\r\n\r\npong!$/);
    assert.equal(before, 0);
    assert.deepEqual(served.endings, [{ bytesSent: 5, bytesReceived: 4, fault: undefined }]);
    assert.equal(served.server.connectionCount, 0);
  });

  test('passes the end of one side on and lets the other go on', async () => {
    const { client, upstream } = await join();
    client.receiveEnd();
    upstream.receive('still here');

    assert.equal(upstream.hasEnded, true);
    assert.match(client.sent, /still here$/);
  });

  test('lets a slow side take what the other sent before it was gone', async () => {
    const { served, client, upstream } = await join();
    upstream.receive('last words');
    client.unsent = 10;
    upstream.breakOff();
    served.time.advance(59_000);
    const before = client.state;
    served.time.advance(1500);
    await settled();

    assert.deepEqual([before, client.state], ['open', 'destroyed']);
    assert.equal(served.server.connectionCount, 0);
  });

  test('passes on an end that came before it was joined', async () => {
    const upstream = new WireSocket();
    const served = new Served();
    served.socket.receive(ask);
    served.socket.receiveEnd();
    await served.reply({ ...switched, tunnel: new SocketTunnel(upstream, new Uint8Array(0)) });

    assert.equal(upstream.hasEnded, true);
  });

  test('makes one side wait while the other does not read', async () => {
    const { client, upstream } = await join();
    upstream.hasRoom = false;
    client.receive('a');
    const paused = client.isPaused;
    upstream.drain();

    assert.deepEqual([paused, client.isPaused], [true, false]);
  });

  for (const who of ['client', 'upstream'] as const) {
    test(`breaks both sides when the ${who} breaks`, async () => {
      const joined = await join();
      const other = who === 'client' ? joined.upstream : joined.client;
      joined[who].breakOff(new Error('ECONNRESET'));
      await settled();

      assert.equal(other.state, 'reset');
      assert.equal(joined.served.endings[0]?.fault?.code, who === 'client' ? 'client_left' : 'upstream_reset');
      assert.equal(joined.served.server.connectionCount, 0);
    });
  }

  test('is cut when it is silent for too long', async () => {
    const { served, client, upstream } = await join('', '', { tunnelIdleMs: 5000 });
    served.time.advance(4000);
    client.receive('x');
    served.time.advance(4000);
    const open = client.state;
    served.time.advance(1200);
    await settled();

    assert.deepEqual([open, client.state, upstream.state], ['open', 'destroyed', 'destroyed']);
    assert.equal(served.endings[0]?.fault?.detail, 'tunnel-idle');
  });

  test('does not wait for ever for one side when the other is gone', async () => {
    const { served, client, upstream } = await join();
    client.breakOff();
    const before = [upstream.hasEnded, upstream.state];
    served.time.advance(2200);
    await settled();

    assert.deepEqual([before, upstream.state, served.server.connectionCount], [[true, 'open'], 'destroyed', 0]);
  });

  test('is cut when the server has no more time to drain', async () => {
    const { served, upstream } = await join();
    const drained = served.server.drain(1000);
    served.time.advance(1200);
    await drained;

    assert.equal(upstream.state, 'destroyed');
    assert.equal(served.endings[0]?.fault?.code, 'shutting_down');
  });

  test('that was cancelled before it was joined is gone', () => {
    const upstream = new WireSocket();

    new SocketTunnel(upstream, new Uint8Array(0)).cancel(new Fault('client_left'));

    assert.equal(upstream.state, 'destroyed');
  });

  test('is let go when the client leaves before the upstream agrees', async () => {
    const upstream = new WireSocket();
    const served = new Served();
    served.socket.receive(ask);
    served.socket.breakOff();
    await served.reply({ ...switched, tunnel: new SocketTunnel(upstream, new Uint8Array(0)) });

    assert.equal(upstream.state, 'destroyed');
    assert.equal(served.endings[0]?.fault?.code, 'client_left');
  });

  test('is refused while the body of the request is still coming', async () => {
    const upstream = new WireSocket();
    const served = new Served();
    served.socket.receive(ask.replace('\r\n\r\n', '\r\nContent-Length: 5\r\n\r\nab'));
    await served.reply({ ...switched, tunnel: new SocketTunnel(upstream, new Uint8Array(0)) });

    assert.deepEqual([upstream.state, served.socket.state, served.socket.sent], ['destroyed', 'reset', '']);
    assert.equal(served.endings.length, 1);
  });
});
