/**
 * The bytes from `start` to `end` as text, one character a byte. Buffers of socket runtimes bring a native way, which
 * is used where it is there; a `TextDecoder` cannot do this, because its "latin1" is windows-1252.
 */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  const native = (bytes as Sliceable).latin1Slice;
  if (native !== undefined) return native.call(bytes, start, end);
  let text = '';
  for (let at = start; at < end; at += maxArguments) {
    text += String.fromCharCode.apply(
      null,
      bytes.subarray(at, Math.min(at + maxArguments, end)) as unknown as number[],
    );
  }
  return text;
}

/** The bytes of a text whose characters are all below 256. */
export function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

interface Sliceable extends Uint8Array {
  latin1Slice?: (start: number, end: number) => string;
}

/** Arguments of one call live on the stack, which is small on some runtimes. */
const maxArguments = 4096;
