import { Fault } from '../errors/fault.ts';
import { joinBytes } from '../http/join-bytes.ts';
import type { Coder } from './coder.ts';

/** All of `bytes` through a coder, in one piece; rejects when that would be more than `maxBytes`, or the coder fails. */
export function codeBytes(coder: Coder, bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const pieces: Uint8Array[] = [];
  let length = 0;
  coder.sink = {
    onOutput(piece) {
      pieces.push(piece);
      length += piece.byteLength;
      if (length <= maxBytes) return;
      coder.destroy();
      reject(new Fault('payload_too_large', { detail: `more than ${maxBytes} bytes` }));
    },
    onDrain() {},
    onEnd: () => resolve(joinBytes(pieces)),
    onError: reject,
  };
  coder.write(bytes);
  coder.end();
  return promise;
}
