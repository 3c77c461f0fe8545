import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { Fault } from '../../../../shared/errors/fault.ts';
import { ChunkedDecoder } from '../../../../shared/http1/chunked.ts';
import { requestMaterial } from '../../http-material.ts';
import { bytesOf, cut } from '../cut.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

const trailers = { maxBytes: 300, maxStartLineBytes: 0, maxCount: 4, maxNameBytes: 20, maxValueBytes: 40 };
const limits = { maxChunkExtensionBytes: 40, maxExtensionBytes: 80, trailers };

/** Chunked bodies: the same however the bytes are cut, and never more data than came. */
export const chunkedDecoder: FuzzTarget = {
  name: 'chunked-decoder',
  material: {
    seeds: [
      '5;x=y\r\nhello\r\n0\r\nT: 1\r\n\r\n',
      'a;q="\\"x;y"\r\n0123456789\r\n1\r\nx\r\n000\r\n\r\nrest',
      '0\r\nX-T: 1\r\nX-U:\t2 \r\n\r\n',
    ],
    tokens: requestMaterial.tokens,
  },
  run(input, random) {
    const bytes = bytesOf(input);
    const whole = decoded([bytes]);

    assert.deepEqual(decoded(cut(bytes, random)), whole);
    assert.ok(whole.data.length <= input.length);
  },
};

interface Decoded {
  data: string;
  end: string;
  rest: string;
  trailers: readonly string[];
}

function decoded(pieces: readonly Uint8Array[]): Decoded {
  const decoder = new ChunkedDecoder(limits);
  const found: Decoded = { data: '', end: 'open', rest: '', trailers: [] };
  decoder.begin();
  try {
    for (const bytes of pieces) {
      let at = 0;
      while (at < bytes.length && !decoder.isDone) {
        at = decoder.read(bytes, at);
        if (decoder.piece !== undefined) found.data += Buffer.from(decoder.piece).toString('latin1');
      }
      if (decoder.isDone) found.rest += Buffer.from(bytes.subarray(at)).toString('latin1');
    }
    if (decoder.isDone) Object.assign(found, { end: 'done', trailers: decoder.trailers });
  } catch (error) {
    assert.ok(error instanceof Fault);
    found.end = `${error.code} ${error.detail}`;
  }
  return found;
}
