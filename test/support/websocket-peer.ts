import { createHash } from 'node:crypto';
import { fields } from './raw-message.ts';
import type { Behaviour } from './raw-origin.ts';
import { encodeFrame, type Frame, opcodes, readFrame } from './websocket-frames.ts';

/** The lines that ask for a WebSocket; `key` is the one of RFC 6455 §1.3. */
export const handshake: readonly string[] = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

/** What the key of `handshake` must be answered with. */
export const acceptOfHandshake = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

/** Agrees to a WebSocket, then sends every message back; answers pings, and a close with the same close. */
export function echoWebSocket(lines: readonly string[] = [], onFrame: (frame: Frame) => void = () => {}): Behaviour {
  return async (call) => {
    const key = fields(call.request, 'sec-websocket-key').join();
    call.head('101 Switching Protocols', [
      'Connection: Upgrade',
      'Upgrade: websocket',
      `Sec-WebSocket-Accept: ${acceptOf(key)}`,
      ...lines,
    ]);
    for (let frame = await readFrame(call.reader); frame !== undefined; frame = await readFrame(call.reader)) {
      onFrame(frame);
      const opcode = frame.opcode === opcodes.ping ? opcodes.pong : frame.opcode;
      if (frame.opcode !== opcodes.pong)
        call.write(encodeFrame(opcode, frame.payload, { masked: false, fin: frame.fin }));
      if (frame.opcode === opcodes.close) break;
    }
    call.close();
  };
}

/** What a server answers a key with (RFC 6455 §4.2.2). */
export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}
