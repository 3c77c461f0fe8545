import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clientFrame, closePayload } from '../../../../shared/fetch/websocket/frame.ts';
import { FrameReader } from '../../../../shared/fetch/websocket/frame-reader.ts';
import { bytes } from '../../../support/fetch.ts';
import { closePayload as closeBody, encodeFrame, opcodes } from '../../../support/websocket-frames.ts';

type Event = readonly unknown[];

describe('the reader of frames from a server', () => {
  for (const size of [0, 1, 125, 126, 65_535, 65_536, 70_000]) {
    test(`gives a message of ${size} bytes`, () => {
      const payload = new Uint8Array(size).fill(7);

      assert.deepEqual(read(encodeFrame(opcodes.binary, payload, { masked: false })), [['binary', payload]]);
    });
  }

  test('gives the same however the bytes are cut', () => {
    const stream = Buffer.concat([
      encodeFrame(opcodes.text, bytes('be'), { masked: false, fin: false }),
      encodeFrame(opcodes.ping, bytes('?'), { masked: false }),
      encodeFrame(opcodes.continuation, bytes('gin'), { masked: false }),
      encodeFrame(opcodes.pong, bytes('!'), { masked: false }),
      encodeFrame(opcodes.binary, new Uint8Array(200), { masked: false }),
      encodeFrame(opcodes.close, closeBody(4001, 'why'), { masked: false }),
    ]);
    const whole = read(stream);

    assert.deepEqual(whole, [
      ['ping', bytes('?')],
      ['text', bytes('begin')],
      ['binary', new Uint8Array(200)],
      ['close', 4001, bytes('why')],
    ]);
    for (let at = 1; at < stream.length; at += 1)
      assert.deepEqual(read(stream.subarray(0, at), stream.subarray(at)), whole);
    assert.deepEqual(read(...Array.from(stream, (byte) => Uint8Array.of(byte))), whole);
  });

  test('drops what follows a close frame, and tells a close without a code', () => {
    const close = encodeFrame(opcodes.close, new Uint8Array(0), { masked: false });

    assert.deepEqual(read(close, encodeFrame(opcodes.text, bytes('x'), { masked: false })), [
      ['close', undefined, new Uint8Array(0)],
    ]);
  });

  for (const [what, frames, code] of [
    ['a frame that is masked', [encodeFrame(opcodes.text, bytes('x'), { masked: true })], 1002],
    ['a bit of an extension', [Uint8Array.of(0xc1, 1, 120)], 1002],
    ['an unknown opcode', [Uint8Array.of(0x83, 0)], 1002],
    ['an unknown control opcode', [Uint8Array.of(0x8b, 0)], 1002],
    ['a ping in fragments', [Uint8Array.of(0x09, 0)], 1002],
    ['a ping too long', [Uint8Array.of(0x89, 126, 0, 126)], 1002],
    ['a continuation of nothing', [Uint8Array.of(0x80, 0)], 1002],
    ['a message within another', [Uint8Array.of(0x01, 0, 0x81, 0)], 1002],
    ['a length in more bytes than it needs', [Uint8Array.of(0x82, 126, 0, 5)], 1002],
    ['half a close code', [Uint8Array.of(0x88, 1, 3)], 1002],
    ['a message beyond the bound', [Uint8Array.of(0x82, 127, 0, 0, 0, 0, 0, 2, 0, 1)], 1009],
    [
      'fragments that add up beyond the bound',
      [
        encodeFrame(opcodes.binary, new Uint8Array(100_000), { masked: false, fin: false }),
        Uint8Array.of(0x80, 126, 0xff, 0),
      ],
      1009,
    ],
  ] as const) {
    test(`refuses ${what}`, () => {
      assert.deepEqual(read(...frames), [['broken', code]]);
    });
  }
});

test('a frame of ours is masked, and reads back in every form of length', () => {
  for (const size of [0, 125, 126, 65_535, 65_536]) {
    const payload = new Uint8Array(size).fill(3);
    const frame = clientFrame('text', payload, Uint8Array.of(1, 2, 3, 4));
    const expected = encodeFrame(opcodes.text, payload, { masked: false });
    const headBytes = expected.length - size;

    assert.deepEqual(frame.subarray(0, 1), new Uint8Array(expected.subarray(0, 1)));
    assert.equal(frame[1], expected[1]! | 0x80);
    assert.deepEqual(frame.subarray(2, headBytes), new Uint8Array(expected.subarray(2, headBytes)));
    assert.deepEqual(frame.subarray(headBytes, headBytes + 4), Uint8Array.of(1, 2, 3, 4));
    const plain = frame.subarray(headBytes + 4).map((byte, i) => byte ^ ((i & 3) + 1));
    assert.deepEqual(plain, payload);
  }
});

test('a close frame holds its code and reason', () => {
  assert.deepEqual(closePayload(4001, bytes('why')), new Uint8Array(closeBody(4001, 'why')));
  assert.equal(closePayload(undefined, bytes('')).length, 0);
});

function read(...pieces: readonly Uint8Array[]): Event[] {
  const events: Event[] = [];
  const plain = (payload: Uint8Array): Uint8Array => new Uint8Array(payload);
  const reader = new FrameReader(
    {
      onMessage: (kind, payload) => void events.push([kind, plain(payload)]),
      onPing: (payload) => void events.push(['ping', plain(payload)]),
      onCloseFrame: (code, reason) => void events.push(['close', code, plain(reason)]),
      onBroken: (code) => void events.push(['broken', code]),
    },
    128 * 1024,
  );
  for (const piece of pieces) reader.push(piece);
  return events;
}
