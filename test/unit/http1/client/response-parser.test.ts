import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { describe, test } from 'node:test';
import { defaultResponseLimits } from '../../../../shared/http1/client/response-limits.ts';
import { ResponseParser } from '../../../../shared/http1/client/response-parser.ts';
import { type ParseOptions, parseResponse } from './parse-response.ts';

interface Accepted extends ParseOptions {
  readonly name: string;
  readonly bytes: string;
  readonly status: number;
  readonly content?: string;
  readonly persists?: boolean;
  readonly trailers?: string[];
  readonly informational?: number[];
}

const accepted: readonly Accepted[] = [
  { name: 'a length', bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', status: 200, content: 'hello' },
  { name: 'no content', bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', status: 200 },
  { name: 'no reason', bytes: 'HTTP/1.1 404 \r\ncontent-length: 0\r\n\r\n', status: 404 },
  { name: 'no reason and no space', bytes: 'HTTP/1.1 404\r\ncontent-length: 0\r\n\r\n', status: 404 },
  { name: 'a reason beyond ASCII', bytes: 'HTTP/1.1 200 G\xfct\r\ncontent-length: 0\r\n\r\n', status: 200 },
  {
    name: 'chunks',
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n',
    status: 200,
    content: 'hello0123456789',
  },
  {
    name: 'chunks with trailers',
    bytes: 'HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n1\r\nx\r\n0\r\nX-Sum: 42\r\n\r\n',
    status: 200,
    content: 'x',
    trailers: ['x-sum', '42'],
  },
  {
    name: 'content up to the end of the connection',
    bytes: 'HTTP/1.1 200 OK\r\nx: y\r\n\r\nall of this',
    closes: true,
    status: 200,
    content: 'all of this',
  },
  {
    name: 'HTTP/1.0',
    bytes: 'HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nhi',
    status: 200,
    content: 'hi',
    persists: false,
  },
  {
    name: 'HTTP/1.0 that stays',
    bytes: 'HTTP/1.0 200 OK\r\ncontent-length: 2\r\nConnection: Keep-Alive\r\n\r\nhi',
    status: 200,
    content: 'hi',
  },
  {
    name: 'an announced close',
    bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nConnection: x-a, Close\r\n\r\nhi',
    status: 200,
    content: 'hi',
    persists: false,
  },
  {
    name: 'the length of a HEAD answer',
    bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n',
    method: 'HEAD',
    status: 200,
  },
  {
    name: 'the coding of a HEAD answer',
    bytes: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
    method: 'HEAD',
    status: 200,
  },
  { name: '204', bytes: 'HTTP/1.1 204 No Content\r\n\r\n', status: 204 },
  { name: '304 with a length', bytes: 'HTTP/1.1 304 Not Modified\r\ncontent-length: 77\r\n\r\n', status: 304 },
  {
    name: 'informational answers first',
    bytes:
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n!',
    status: 200,
    content: '!',
    informational: [100, 103],
  },
];

const head = 'HTTP/1.1 200 OK\r\n';
const refused: readonly (readonly [name: string, bytes: string, options?: ParseOptions])[] = [
  ['both lengths', `${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['both lengths on HEAD', `${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n`, { method: 'HEAD' }],
  ['two lengths', `${head}content-length: 5\r\ncontent-length: 6\r\n\r\nhello`],
  ['the same length twice', `${head}content-length: 5\r\ncontent-length: 5\r\n\r\nhello`],
  ['a list of lengths', `${head}content-length: 5, 5\r\n\r\nhello`],
  ['a signed length', `${head}content-length: +5\r\n\r\nhello`],
  ['a negative length', `${head}content-length: -5\r\n\r\nhello`],
  ['a hexadecimal length', `${head}content-length: 0x5\r\n\r\nhello`],
  ['an empty length', `${head}content-length:\r\n\r\nhello`],
  ['a length beyond 2^53', `${head}content-length: 9007199254740993\r\n\r\nhello`],
  ['a coding beside chunked', `${head}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
  ['a coding that is not chunked', `${head}transfer-encoding: identity\r\n\r\nhello`],
  ['chunked in two fields', `${head}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['a coding with a parameter', `${head}transfer-encoding: chunked;q=1\r\n\r\n0\r\n\r\n`],
  ['a coding on HTTP/1.0', 'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a coding on 204', 'HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a length on 204', 'HTTP/1.1 204 No Content\r\ncontent-length: 3\r\n\r\nabc'],
  ['content on 103', 'HTTP/1.1 103 Early Hints\r\ncontent-length: 3\r\n\r\nabc'],
  ['a chunk size that is no number', `${head}transfer-encoding: chunked\r\n\r\nxyz\r\n`],
  ['a chunk size with a space', `${head}transfer-encoding: chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n`],
  ['a chunk size with a sign', `${head}transfer-encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n`],
  ['a chunk longer than its size', `${head}transfer-encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n`],
  ['a chunk size beyond 2^53', `${head}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n`],
  ['a chunk ended by a bare LF', `${head}transfer-encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n`],
  ['a trailer that frames', `${head}transfer-encoding: chunked\r\n\r\n0\r\ncontent-length: 5\r\n\r\n`],
  ['a folded field', `${head}x: a\r\n b\r\ncontent-length: 0\r\n\r\n`],
  ['a space before the colon', `${head}content-length : 0\r\n\r\n`],
  ['a name that is no token', `${head}x@y: 1\r\n\r\n`],
  ['an empty name', `${head}: 1\r\n\r\n`],
  ['a field without a colon', `${head}content-length 0\r\n\r\n`],
  ['a control character in a value', `${head}x: a\x00b\r\n\r\n`],
  ['a bare CR in a value', `${head}x: a\rb\r\n\r\n`],
  ['bare LF as line end', 'HTTP/1.1 200 OK\ncontent-length: 0\n\n'],
  ['an empty line first', `\r\n${head}content-length: 0\r\n\r\n`],
  ['a lower-case version', 'http/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'],
  ['HTTP/2.0', 'HTTP/2.0 200 OK\r\ncontent-length: 0\r\n\r\n'],
  ['HTTP/1.2', 'HTTP/1.2 200 OK\r\ncontent-length: 0\r\n\r\n'],
  ['HTTP/0.9', '<html>hello</html>\r\n\r\n'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\ncontent-length: 0\r\n\r\n'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n'],
  ['a status below 100', 'HTTP/1.1 099 Odd\r\ncontent-length: 0\r\n\r\n'],
  ['a status beyond 599', 'HTTP/1.1 600 Odd\r\ncontent-length: 0\r\n\r\n'],
  ['two spaces before the status', 'HTTP/1.1  200 OK\r\ncontent-length: 0\r\n\r\n'],
  ['a control character in the reason', 'HTTP/1.1 200 O\x07K\r\ncontent-length: 0\r\n\r\n'],
  ['a head that is too large', `${head}x: ${'y'.repeat(100)}\r\n\r\n`, small()],
  ['a head that is too large and does not end', `${head}x: ${'y'.repeat(100)}`, small()],
  ['too many fields', `${head}a: 1\r\nb: 1\r\nc: 1\r\nd: 1\r\ne: 1\r\n\r\n`, small()],
  ['an informational head of HTTP/1.0', 'HTTP/1.0 103 Early Hints\r\n\r\n'],
  ['an informational head with a length', 'HTTP/1.1 103 Early Hints\r\ncontent-length: 5\r\n\r\n', { method: 'HEAD' }],
  ['a tab after the coding', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\t\r\n\r\n0\r\n\r\n'],
  ['an informational head that announces the close', 'HTTP/1.1 103 Early Hints\r\nconnection: close\r\n\r\n'],
  ['informational heads without end', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(65)],
];

describe('response parser', () => {
  for (const {
    name,
    bytes,
    status,
    content = '',
    persists = true,
    trailers,
    informational = [],
    ...options
  } of accepted) {
    test(`reads ${name}, however the bytes are cut`, () => {
      const whole = parseResponse([bytes], options);

      assert.equal(whole.refused, undefined);
      assert.deepEqual(
        whole.heads.map((read) => read.status),
        [...informational, status],
      );
      assert.equal(whole.content, content);
      assert.equal(whole.isDone, true);
      if (!options.closes) assert.equal(whole.persists, persists);
      assert.deepEqual(whole.trailers, trailers);
      for (const pieces of cuts(bytes)) assert.deepEqual(parseResponse(pieces, options), whole, JSON.stringify(pieces));
    });
  }

  for (const [name, bytes, options] of refused) {
    test(`refuses ${name}, however the bytes are cut`, () => {
      const whole = parseResponse([bytes], options);

      assert.match(whole.refused ?? 'nothing', /^upstream_bad_response: /);
      assert.equal(whole.isDone, false);
      for (const pieces of cuts(bytes)) {
        assert.equal(parseResponse(pieces, options).refused, whole.refused, JSON.stringify(pieces));
      }
    });
  }

  test('leaves what follows an answer alone', () => {
    const { isDone, rest } = parseResponse(['HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\n']);

    assert.equal(isDone, true);
    assert.equal(rest, 'HTTP/1.1 200 OK\r\n');
  });

  test('does not take a cut-off answer for a complete one', () => {
    for (const bytes of [
      '',
      'HTTP/1.1 200 OK\r\nx: y\r\n',
      'HTTP/1.1 100 Continue\r\n\r\n',
      'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n',
    ]) {
      assert.equal(parseResponse([bytes], { closes: true }).isDone, false, bytes);
    }
  });

  test('keeps every byte of a value', () => {
    const all = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
      .filter((char) => (char >= ' ' && char !== '\x7f') || char === '\t')
      .join('')
      .trim();

    const { heads } = parseResponse([`HTTP/1.1 200 OK\r\nX-All: ${all}\r\ncontent-length: 0\r\n\r\n`]);

    assert.deepEqual(heads[0]?.flat, ['x-all', all, 'content-length', '0']);
  });
});

/** Every cut in two, and one byte at a time. */
function* cuts(bytes: string): Generator<string[]> {
  // Of a very long fixture only its ends are cut: the middle repeats itself.
  const points = Array.from({ length: bytes.length - 1 }, (_, i) => i + 1);
  for (const at of points.filter((point) => point < 200 || point > bytes.length - 200)) {
    yield [bytes.slice(0, at), bytes.slice(at)];
  }
  yield [...bytes];
}

function small(): ParseOptions {
  return { limits: { ...defaultResponseLimits, head: { ...defaultResponseLimits.head, maxBytes: 80, maxCount: 4 } } };
}

describe('an answer with the head of the one before', () => {
  const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n';

  /** Reads answers on one connection: fields, bytes of content and whether it persists, of each. */
  function readAll(...answers: readonly (readonly [method: string, bytes: string])[]) {
    const parser = new ResponseParser(defaultResponseLimits);
    return answers.map(([method, bytes]) => {
      parser.begin(method);
      const content = parser.readHead(Buffer.from(bytes, 'latin1'), 0);
      while (!parser.isDone) parser.readContent(Buffer.from(bytes, 'latin1'), content);
      const { headers, framing, status } = parser;
      return { headers, status, extent: framing.extent };
    });
  }

  test('has the same list of fields', () => {
    const [first, again] = readAll(['GET', `${ok}ab`], ['GET', `${ok}cd`]);

    assert.equal(again!.headers, first!.headers);
    assert.deepEqual([again!.status, again!.extent], [200, 2]);
  });

  test('ends by the method of its own request', () => {
    const read = readAll(['GET', `${ok}ab`], ['HEAD', ok], ['GET', `${ok}cd`]);

    assert.deepEqual(
      read.map(({ extent }) => extent),
      [2, 0, 2],
    );
  });

  test('ends by its own status', () => {
    const fields = 'Content-Length: 0\r\n\r\n';
    const read = readAll(['GET', `HTTP/1.1 200 OK\r\n${fields}`], ['GET', `HTTP/1.1 304 No\r\n${fields}`]);

    assert.deepEqual(
      read.map(({ status }) => status),
      [200, 304],
    );
  });
});
