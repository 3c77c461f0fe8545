import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MessageSocket } from '../../../../shared/fetch/websocket/message-socket.ts';
import { FakeTime } from '../../../support/fake-time.ts';
import { bytes } from '../../../support/fetch.ts';
import { closePayload, encodeFrame, opcodes } from '../../../support/websocket-frames.ts';

describe('the messages of a runtime as a socket of frames', () => {
  test('gives messages of the upstream to the client as they are meant', () => {
    const { socket, sent } = open();

    socket.write(encodeFrame(opcodes.text, bytes('zdravím'), { masked: false }));
    socket.write(encodeFrame(opcodes.binary, Uint8Array.of(0, 255), { masked: false }));

    assert.deepEqual(sent, ['zdravím', Uint8Array.of(0, 255)]);
  });

  test('makes frames of what the client sends', () => {
    const { socket, kinds } = open();

    socket.take('text');
    socket.take(Uint8Array.of(1).buffer);

    assert.deepEqual(kinds(), [opcodes.text, opcodes.binary]);
  });

  test('answers pings itself', () => {
    const { socket, kinds, sent } = open();

    socket.write(encodeFrame(opcodes.ping, bytes('?'), { masked: false }));

    assert.deepEqual(kinds(), [opcodes.pong]);
    assert.deepEqual(sent, []);
  });

  test('carries the close of the upstream to the client, and answers it', () => {
    const { socket, closed, kinds, ended } = open();

    socket.write(encodeFrame(opcodes.close, closePayload(4001, 'enough'), { masked: false }));
    assert.deepEqual(closed, [[4001, 'enough']]);
    assert.deepEqual(kinds(), [opcodes.close]);
    socket.takeClose(4001, 'enough');

    assert.deepEqual(ended, [undefined]);
  });

  test('carries the close of the client to the upstream, whose answer the client gets', () => {
    const { socket, closed, kinds } = open();

    socket.takeClose(4001, 'enough');
    assert.deepEqual(kinds(), [opcodes.close]);
    assert.deepEqual(closed, []);
    socket.write(encodeFrame(opcodes.close, closePayload(4002, 'so be it'), { masked: false }));

    assert.deepEqual(closed, [[4002, 'so be it']]);
    assert.deepEqual(kinds(), [opcodes.close]);
  });

  test('closes with 1011 in place of a code that must not be sent', () => {
    const { socket, closed } = open();

    socket.write(encodeFrame(opcodes.close, closePayload(1006, ''), { masked: false }));

    assert.equal(closed.at(-1)?.[0], 1011);
  });

  test('tells that the client broke the connection', () => {
    const { socket, ended } = open();

    socket.takeClose(1006, '');

    assert.ok(ended[0] instanceof Error);
  });

  test('tells the client with 1011 that the upstream broke off, or speaks no WebSocket', () => {
    for (const act of [
      (socket: MessageSocket) => socket.destroy(),
      (socket: MessageSocket) => socket.write(bytes('nonsense')),
    ]) {
      const { socket, closed, ended } = open();

      act(socket);

      assert.equal(closed[0]?.[0], 1011);
      assert.equal(ended.length, 1);
    }
  });

  test('refuses text that is not UTF-8', () => {
    const { socket, closed, sent } = open();

    socket.write(encodeFrame(opcodes.text, Uint8Array.of(0xff), { masked: false }));

    assert.deepEqual(sent, []);
    assert.equal(closed[0]?.[0], 1011);
  });

  test('keeps what the client sends while the upstream takes nothing, up to a bound', () => {
    const { socket, kinds, closed, ended } = open();
    socket.pause();
    socket.take('one');
    assert.deepEqual(kinds(), []);
    socket.resume();
    assert.deepEqual(kinds(), [opcodes.text]);
    socket.pause();
    for (let i = 0; i < 17; i += 1) socket.take(new ArrayBuffer(1024 * 1024));

    assert.equal(closed[0]?.[0], 1013);
    assert.ok(ended[0] instanceof Error);
  });

  test('ends by itself when the other side does not answer a close', () => {
    const { socket, ended, time } = open();

    socket.takeClose(1000, '');
    time.advance(20_000);

    assert.deepEqual(ended, [undefined]);
  });
});

function open() {
  const sent: unknown[] = [];
  const closed: (readonly [code: number | undefined, reason: string | undefined])[] = [];
  const frames: Uint8Array[] = [];
  const ended: (Error | undefined)[] = [];
  const time = new FakeTime();
  const port = {
    send: (message: unknown) => void sent.push(message),
    close(code?: number, reason?: string) {
      if (code === 1006) throw new Error('no such code');
      closed.push([code, reason]);
    },
  };
  const random = { next: () => 0, bytes: (count: number) => new Uint8Array(count) };
  const socket = new MessageSocket(port, { random, timers: time });
  socket.handler = {
    onData: (frame) => void frames.push(frame),
    onDrain() {},
    onEnd() {},
    onClose: (error) => void ended.push(error),
  };
  socket.resume();
  return { socket, sent, closed, ended, time, kinds: () => frames.map((frame) => frame[0]! & 0x0f) };
}
