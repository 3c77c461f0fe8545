import type { HeaderList } from '../http/header-list.ts';
import type { Socket } from '../platform/socket.ts';
import { withField } from './reply-head.ts';

/** Writes `bytes`, which must not be empty, as one chunk. False: wait for `onDrain`. */
export function writeChunk(socket: Socket, bytes: Uint8Array): boolean {
  const sizeLine = `${bytes.length.toString(16)}\r\n`;
  if (bytes.length <= maxCopied) return socket.write(wrapped(sizeLine, bytes));
  socket.cork();
  socket.writeText(sizeLine);
  socket.write(bytes);
  const goesOn = socket.writeText('\r\n');
  socket.uncork();
  return goesOn;
}

/**
 * Ends a chunked body. False: wait for `onDrain`. Throws an `internal` fault, with nothing written, when a trailer could
 * be read as something else on the wire.
 */
export function writeLastChunk(socket: Socket, trailers: HeaderList | undefined): boolean {
  if (trailers === undefined || trailers.flat.length === 0) return socket.writeText('0\r\n\r\n');
  let text = '0';
  const { flat } = trailers;
  for (let i = 0; i < flat.length; i += 2) text = withField(text, flat[i]!, flat[i + 1]!);
  return socket.writeText(`${text}\r\n\r\n`);
}

/** One write of a copy costs less than three writes of a small chunk. */
function wrapped(sizeLine: string, bytes: Uint8Array): Uint8Array {
  const start = sizeLine.length;
  const whole = new Uint8Array(start + bytes.length + 2);
  for (let i = 0; i < start; i++) whole[i] = sizeLine.charCodeAt(i);
  whole.set(bytes, start);
  whole[start + bytes.length] = 13;
  whole[start + bytes.length + 1] = 10;
  return whole;
}

const maxCopied = 2048;
