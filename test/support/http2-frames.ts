/** Types of frames that tests write by hand (RFC 9113 §6). */
export const frameType = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goaway: 7, windowUpdate: 8 } as const;

/** One frame. */
export function frame(type: number, flags: number, stream: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** What a client begins with: the preface, and settings that ask for nothing. */
export const rawPreface = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  frame(frameType.settings, 0, 0),
]);

/** Settings and a window that let the server send as much as it will. */
export const widestWindows = Buffer.concat([
  frame(frameType.settings, 0, 0, Buffer.from([0, 4, 0x7f, 0xff, 0xff, 0xff])),
  frame(frameType.windowUpdate, 0, 0, Buffer.from([0x7f, 0, 0, 0])),
]);

/** `GET https://main.test/` without a body, with some fields that need not be any. */
export function rawHead(stream: number, fields: readonly (readonly [name: string, value: string])[] = []): Buffer {
  const authority = Buffer.from('main.test');
  // Indexed fields of the static table (RFC 7541 A): GET, /, https; then the authority, not indexed.
  const block = Buffer.concat([
    Buffer.from([0x82, 0x84, 0x87, 0x01, authority.length]),
    authority,
    ...fields.map(literal),
  ]);
  return frame(frameType.headers, 0x05, stream, block);
}

/** The same with `times` fields of 4000 bytes, all but the first of one byte on the wire. */
export function repeatingHead(stream: number, times: number): Buffer {
  const block = Buffer.concat([rawHead(stream).subarray(9), repeated(times)]);
  return frame(frameType.headers, 0x05, stream, block);
}

/** The block of `times` fields of 4000 bytes named `x`: one that is remembered, and its index again and again. */
export function repeated(times: number): Buffer {
  const field = Buffer.concat([Buffer.from([0x40, 1, 0x78, 0x7f, 0xa1, 0x1e]), Buffer.alloc(4000, 'v')]);
  return Buffer.concat([field, Buffer.alloc(times - 1, 0xbe)]);
}

/** A field whose name and value stand there as they are (RFC 7541 §6.2.2); both are short. */
function literal([name, value]: readonly [name: string, value: string]): Buffer {
  return Buffer.concat([
    Buffer.from([0, name.length]),
    Buffer.from(name, 'latin1'),
    Buffer.from([value.length]),
    Buffer.from(value, 'latin1'),
  ]);
}
