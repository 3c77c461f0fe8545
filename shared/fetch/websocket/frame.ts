/** Kinds of frames (RFC 6455 §5.2). */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** The name of a kind. */
export type FrameKind = keyof typeof opcodes;

/** A frame as a client sends it: whole, and masked with four bytes nobody can guess (RFC 6455 §5.3). */
export function clientFrame(kind: FrameKind, payload: Uint8Array, mask: Uint8Array): Uint8Array {
  const { length } = payload;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = new Uint8Array(6 + lengthBytes + length);
  frame[0] = 0x80 | opcodes[kind];
  frame[1] = 0x80 | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  let left = length;
  for (let at = 1 + lengthBytes; at > 1; at -= 1) {
    frame[at] = left % 256;
    left = Math.floor(left / 256);
  }
  const maskAt = 2 + lengthBytes;
  frame.set(mask, maskAt);
  for (let i = 0; i < length; i += 1) frame[maskAt + 4 + i] = payload[i]! ^ mask[i & 3]!;
  return frame;
}

/** What a close frame says; empty when it names no code. */
export function closePayload(code: number | undefined, reason: Uint8Array): Uint8Array {
  if (code === undefined) return new Uint8Array(0);
  const payload = new Uint8Array(2 + reason.length);
  payload[0] = code >> 8;
  payload[1] = code & 0xff;
  payload.set(reason, 2);
  return payload;
}
