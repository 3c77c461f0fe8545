import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { describe, test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { ChunkedDecoder, type ChunkedLimits } from '../../../shared/http1/chunked.ts';
import { writeChunk, writeLastChunk } from '../../../shared/http1/chunked-writer.ts';
import { splits } from '../../support/http1/splits.ts';
import { WireSocket } from '../../support/http1/wire-socket.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';

const limits: ChunkedLimits = {
  maxChunkExtensionBytes: 16,
  maxExtensionBytes: 24,
  trailers: { maxBytes: 60, maxStartLineBytes: 0, maxCount: 2, maxNameBytes: 20, maxValueBytes: 20 },
};

interface Outcome {
  readonly content?: string;
  readonly trailers?: readonly string[];
  readonly rest?: string;
  readonly fault?: string;
}

function decode(pieces: readonly Uint8Array[], decoder = new ChunkedDecoder(limits)): Outcome {
  decoder.begin();
  let content = '';
  try {
    for (const [i, piece] of pieces.entries()) {
      let at = 0;
      while (at < piece.length && !decoder.isDone) {
        at = decoder.read(piece, at);
        if (decoder.piece !== undefined) content += Buffer.from(decoder.piece).toString('latin1');
      }
      if (!decoder.isDone) continue;
      const rest = Buffer.concat([piece.subarray(at), ...pieces.slice(i + 1)]).toString('latin1');
      return { content, trailers: decoder.trailers, rest };
    }
  } catch (error) {
    assert(error instanceof Fault);
    return { fault: `${error.code} ${error.detail}` };
  }
  return {};
}

function decodesAs(message: string, expected: Outcome): void {
  for (const pieces of splits(message)) assert.deepEqual(decode(pieces), expected);
}

describe('chunked bodies', () => {
  test('give their data, however they are cut', () => {
    decodesAs('5\r\nhello\r\nA\r\n, \r\nworld!\r\n0\r\n\r\nGET', {
      content: 'hello, \r\nworld!',
      trailers: [],
      rest: 'GET',
    });
  });

  test('give many small chunks that came together as few pieces', () => {
    const decoder = new ChunkedDecoder(limits);
    const message = Buffer.from(`${'1\r\nx\r\n'.repeat(9000)}7d0\r\n${'y'.repeat(2000)}\r\n1\r\nz\r\n0\r\n\r\nGET`);
    const pieces: string[] = [];

    decoder.begin();
    let at = 0;
    while (!decoder.isDone) {
      at = decoder.read(message, at);
      if (decoder.piece !== undefined) pieces.push(Buffer.from(decoder.piece).toString('latin1'));
    }

    assert.deepEqual(pieces, ['x'.repeat(9000), 'y'.repeat(2000), 'z']);
    assert.equal(message.subarray(at).toString(), 'GET');
  });

  test('give what came before a fault, then the fault', () => {
    const decoder = new ChunkedDecoder(limits);
    const message = Buffer.from('1\r\na\r\n1\r\nb\r\nZ');

    decoder.begin();
    const at = decoder.read(message, 0);

    assert.equal(Buffer.from(decoder.piece!).toString(), 'ab');
    assert.throws(() => decoder.read(message, at), { detail: 'chunk-size-digit' });
  });

  test('may carry extensions and trailers', () => {
    decodesAs('1;a="\\"\xe9;";b=c;d\r\nx\r\n000;z\r\nX-Sum: 1\r\nx-b:\r\n\r\n', {
      content: 'x',
      trailers: ['x-sum', '1', 'x-b', ''],
      rest: '',
    });
  });

  test('are unfinished without their last line', () => {
    decodesAs('1\r\nx\r\n0\r\n', {});
    decodesAs('5\r\nhel', {});
  });

  test('leave nothing behind for the next', () => {
    const decoder = new ChunkedDecoder(limits);
    const first = decode([Buffer.from('1;12345678901\r\nx\r\n0\r\na: b\r\n\r\n')], decoder);
    const second = decode([Buffer.from('2;12345678901234\r\nyz\r\n0\r\n\r\n')], decoder);

    assert.deepEqual(first, { content: 'x', trailers: ['a', 'b'], rest: '' });
    assert.deepEqual(second, { content: 'yz', trailers: [], rest: '' });
  });

  test('give out views, not copies', () => {
    const bytes = Buffer.from('5\r\nhello\r\n');
    const decoder = new ChunkedDecoder(limits);
    decoder.begin();
    decoder.read(bytes, 0);

    assert.equal(decoder.piece?.buffer, bytes.buffer);
  });
});

const refusals: readonly (readonly [why: string, message: string, fault: string])[] = [
  ['an empty size', '\r\nx', 'bad_framing chunk-size-digit'],
  ['a sign', '+5\r\nhello\r\n', 'bad_framing chunk-size-digit'],
  ['a minus', '-5\r\nhello\r\n', 'bad_framing chunk-size-digit'],
  ['a prefix', '0x5\r\nhello\r\n', 'bad_framing chunk-size-digit'],
  ['a space before the size', ' 5\r\nhello\r\n', 'bad_framing chunk-size-digit'],
  ['a space after the size', '5 \r\nhello\r\n', 'bad_framing chunk-size-digit'],
  ['a space before an extension', '5 ;a\r\nhello\r\n', 'bad_framing chunk-size-digit'],
  ['an underscore', '5_0\r\nhello\r\n', 'bad_framing chunk-size-digit'],
  ['a size of 2^53', '20000000000000\r\n', 'bad_framing chunk-size-overflow'],
  ['a size that wraps at 64 bits', '10000000000000005\r\nhello\r\n', 'bad_framing chunk-size-overflow'],
  ['too many zeros', `${'0'.repeat(17)}\r\n\r\n`, 'bad_framing chunk-size-overflow'],
  ['a bare LF after the size', '5\nhello\r\n', 'bad_framing chunk-size-digit'],
  ['a bare CR after the size', '5\rhello\r\n', 'bad_framing chunk-size-line-end'],
  ['a bare LF in an extension', '5;a\nhello\r\n', 'bad_framing chunk-extension-character'],
  ['an empty extension', '5;\r\nhello\r\n', 'bad_framing chunk-extension-character'],
  ['an extension without a name', '5;=a\r\nhello\r\n', 'bad_framing chunk-extension-character'],
  ['an extension without a value', '5;a=\r\nhello\r\n', 'bad_framing chunk-extension-character'],
  ['a space in an extension', '5; a\r\nhello\r\n', 'bad_framing chunk-extension-character'],
  ['open quotes in an extension', '5;a="b\r\nhello\r\n', 'bad_framing chunk-extension-character'],
  ['text after quotes in an extension', '5;a="b"c\r\nhello\r\n', 'bad_framing chunk-extension-character'],
  ['a NUL in an extension', '5;a\0\r\nhello\r\n', 'bad_framing chunk-extension-character'],
  ['a long extension', '5;12345678901234567\r\nhello\r\n', 'bad_framing chunk-extensions-too-large'],
  [
    'long extensions in all',
    '1;1234567890123\r\nx\r\n1;1234567890123\r\nx\r\n',
    'bad_framing chunk-extensions-too-large',
  ],
  ['data longer than the size', '5\r\nhello!\r\n', 'bad_framing chunk-data-end'],
  ['a bare LF after the data', '5\r\nhello\n', 'bad_framing chunk-data-end'],
  ['a bare CR after the data', '5\r\nhello\rx', 'bad_framing chunk-data-end'],
  ['a bare LF as the end', '0\r\n\n', 'bad_request bare-lf'],
  ['a folded trailer', '0\r\na: b\r\n c\r\n\r\n', 'bad_request obs-fold'],
  ['too many trailers', '0\r\na: b\r\nc: d\r\ne: f\r\n\r\n', 'too_many_headers count'],
  ['long trailers', `0\r\na: ${'b'.repeat(70)}\r\n\r\n`, 'headers_too_large block'],
  ['a length among the trailers', '0\r\nContent-Length: 5\r\n\r\n', 'bad_request forbidden-trailer'],
  ['a coding among the trailers', '0\r\ntransfer-encoding: chunked\r\n\r\n', 'bad_request forbidden-trailer'],
  ['a host among the trailers', '0\r\nHOST: a\r\n\r\n', 'bad_request forbidden-trailer'],
  ...['X-Forwarded-For', 'x_forwarded_for', 'X.Real.IP', 'x-forwarded-any', 'content_length', 'Proxy'].map(
    (name): [string, string, string] => [
      `${name} among the trailers`,
      `0\r\n${name}: 1\r\n\r\n`,
      'bad_request forbidden-trailer',
    ],
  ),
  ['credentials among the trailers', '0\r\nAuthorization: a\r\n\r\n', 'bad_request forbidden-trailer'],
];

describe('a chunked body is refused for', () => {
  for (const [why, message, fault] of refusals) {
    test(why, () => decodesAs(message, { fault }));
  }
});

describe('chunked bodies we write', () => {
  test('are read back the same, whatever the chunks', () => {
    const seed = testSeed();
    console.log(`seed ${seed}`);
    const random = new SeededRandom(seed);
    for (let round = 0; round < 50; round++) {
      const socket = new WireSocket();
      let content = '';
      for (let i = random.below(6); i > 0; i--) {
        const chunk = random.bytes(1 + random.below(i === 1 ? 5000 : 20));
        content += Buffer.from(chunk).toString('latin1');
        writeChunk(socket, chunk);
      }
      writeLastChunk(socket, random.below(2) === 0 ? undefined : HeaderList.of({ 'x-a': 'b' }));
      const size = 1 + random.below(300);
      const sent = Buffer.from(socket.sent, 'latin1');
      const pieces = Array.from({ length: Math.ceil(sent.length / size) }, (_, i) =>
        sent.subarray(i * size, (i + 1) * size),
      );

      const { content: read, rest } = decode(pieces);

      assert.equal(read, content, `seed ${seed}`);
      assert.equal(rest, '');
    }
  });
});
