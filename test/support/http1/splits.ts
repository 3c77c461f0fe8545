import { Buffer } from 'node:buffer';

/** The ways to cut a message that tests try: whole, byte by byte, and in two at every place. */
export function* splits(message: string): Generator<readonly Uint8Array[]> {
  const bytes = Uint8Array.from(Buffer.from(message, 'latin1'));
  yield [bytes];
  yield Array.from(bytes, (byte) => Uint8Array.of(byte));
  for (let at = 1; at < bytes.length; at++) yield [bytes.slice(0, at), bytes.slice(at)];
}
