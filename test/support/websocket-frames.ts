import { randomBytes } from 'node:crypto';
import type { RawReader } from './raw-reader.ts';

/** Frame kinds of RFC 6455 §5.2. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** One frame as it came, its mask taken off. */
export interface Frame {
  readonly fin: boolean;
  readonly opcode: number;
  readonly masked: boolean;
  readonly payload: Buffer;
}

/** Writes one frame; clients mask theirs. */
export function encodeFrame(
  opcode: number,
  payload: Uint8Array,
  { masked, fin = true }: { masked: boolean; fin?: boolean },
): Buffer {
  const head = Buffer.alloc(10);
  head[0] = (fin ? 0x80 : 0) | opcode;
  const maskBit = masked ? 0x80 : 0;
  let length = 2;
  if (payload.length < 126) head[1] = maskBit | payload.length;
  else if (payload.length < 65_536) {
    head[1] = maskBit | 126;
    head.writeUInt16BE(payload.length, 2);
    length = 4;
  } else {
    head[1] = maskBit | 127;
    head.writeBigUInt64BE(BigInt(payload.length), 2);
    length = 10;
  }
  if (!masked) return Buffer.concat([head.subarray(0, length), payload]);
  const mask = randomBytes(4);
  return Buffer.concat([head.subarray(0, length), mask, unmask(payload, mask)]);
}

/** The next frame; `undefined` when the connection ended first. */
export async function readFrame(reader: RawReader): Promise<Frame | undefined> {
  const head = await reader.exactly(2);
  if (head.length < 2) return undefined;
  const masked = (head[1]! & 0x80) !== 0;
  let length = head[1]! & 0x7f;
  if (length === 126) length = (await reader.exactly(2)).readUInt16BE(0);
  else if (length === 127) length = Number((await reader.exactly(8)).readBigUInt64BE(0));
  const mask = masked ? await reader.exactly(4) : undefined;
  const payload = await reader.exactly(length);
  if (payload.length < length) return undefined;
  return {
    fin: (head[0]! & 0x80) !== 0,
    opcode: head[0]! & 0x0f,
    masked,
    payload: mask ? unmask(payload, mask) : payload,
  };
}

/** The payload of a close frame. */
export function closePayload(code: number, reason: string): Buffer {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code, 0);
  payload.write(reason, 2);
  return payload;
}

function unmask(payload: Uint8Array, mask: Uint8Array): Buffer {
  const plain = Buffer.from(payload);
  for (let i = 0; i < plain.length; i += 1) plain[i]! ^= mask[i % 4]!;
  return plain;
}
