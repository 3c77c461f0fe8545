import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Http1Server } from '../../shared/http1/server.ts';
import { serverDefaults } from '../../shared/http1/server-options.ts';
import { settled } from '../support/http1/served.ts';
import { WireSocket } from '../support/http1/wire-socket.ts';
import { PushedBody } from '../support/pushed-body.ts';
import { Stage } from './stage.ts';

/** A client on a connection to a whole Sentinel, whose time stands still unless the test moves it. */
async function connected() {
  const stage = await Stage.of({});
  stage.origin = () => {};
  const { timers, clock, time } = stage.platform;
  const server = new Http1Server({ ...serverDefaults, listener: 'main' }, stage.engine, { timers, clock });
  const socket = new WireSocket();
  server.accept(socket);
  socket.receive('GET / HTTP/1.1\r\nHost: app.test\r\n\r\n');
  await settled();
  return { socket, call: stage.calls[0]!, time };
}

describe('a client that leaves', () => {
  test('before the answer has its upstream request cancelled at once, with no wait at all', async () => {
    const { socket, call, time } = await connected();
    const at = time.now();
    socket.breakOff();
    await settled();

    assert.deepEqual([call.cancelled.map(({ code }) => code), time.now() - at], [['client_left'], 0]);
  });

  test('in the middle of the answer has its upstream request cancelled at once, with no wait at all', async () => {
    const { socket, call, time } = await connected();
    const body = new PushedBody();
    call.answer(200, body, { 'content-type': 'text/event-stream' });
    await settled();
    body.push('begin');
    assert.match(socket.sent, /begin/);
    const at = time.now();
    socket.breakOff();

    assert.deepEqual([body.cancelled?.code, time.now() - at], ['client_left', 0]);
  });
});
