import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { serverDefaults } from '../../../shared/http1/server-options.ts';
import { readReplies } from '../../support/http1/replies.ts';
import { Served } from '../../support/http1/served.ts';
import { splits } from '../../support/http1/splits.ts';

const host = 'Host: a\r\n';
const after = 'GET /after HTTP/1.1\r\nHost: a\r\n\r\n';

const refusals: readonly (readonly [why: string, message: string, status: number, reason: string])[] = [
  [
    'an upgrade to h2c',
    `GET / HTTP/1.1\r\n${host}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n`,
    400,
    'h2c',
  ],
  [
    'both lengths',
    `POST / HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n`,
    400,
    'both-lengths',
  ],
  [
    'two lengths',
    `POST / HTTP/1.1\r\n${host}Content-Length: 4\r\nContent-Length: 4\r\n\r\n`,
    400,
    'several-content-lengths',
  ],
  ['a list of lengths', `POST / HTTP/1.1\r\n${host}Content-Length: 4, 4\r\n\r\n`, 400, 'content-length'],
  ['an empty length', `POST / HTTP/1.1\r\n${host}Content-Length: \r\n\r\n`, 400, 'content-length'],
  ['chunks in HTTP/1.0', 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n', 400, 'transfer-encoding-on-1.0'],
  ['an unknown coding', `POST / HTTP/1.1\r\n${host}Transfer-Encoding: br, chunked\r\n\r\n`, 501, 'transfer-encoding'],
  ['a hidden coding', `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked, x\r\n\r\n`, 400, 'transfer-encoding'],
  [
    'a coding behind a space',
    `POST / HTTP/1.1\r\n${host}Transfer-Encoding : chunked\r\n\r\n`,
    400,
    'space-before-colon',
  ],
  [
    'a coding after a tab',
    `POST / HTTP/1.1\r\n${host}Transfer-Encoding: \x0bchunked\r\n\r\n`,
    400,
    'control-character',
  ],
  ['a folded length', `POST / HTTP/1.1\r\n${host}Content-Length:\r\n 4\r\n\r\n`, 400, 'obs-fold'],
  ['a bare LF', `GET / HTTP/1.1\n${host}\r\n`, 400, 'bare-lf'],
  ['a head of bare LF', 'GET / HTTP/1.1\nHost: a\n\n', 400, 'bare-lf'],
  ['a bare CR', `GET / HTTP/1.1\r\nX: a\rb\r\n${host}\r\n`, 400, 'bare-cr'],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400, 'missing'],
  ['two Hosts', `GET / HTTP/1.1\r\n${host}${host}\r\n`, 400, 'repeated'],
  ['an invalid Host', 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n', 400, 'invalid'],
  ['a long target', `GET /${'a'.repeat(300)} HTTP/1.1\r\n${host}\r\n`, 414, 'start-line'],
  ['a long head', `GET / HTTP/1.1\r\n${host}${`X: ${'a'.repeat(90)}\r\n`.repeat(6)}\r\n`, 431, 'block'],
  ['many fields', `GET / HTTP/1.1\r\n${host}${'X: a\r\n'.repeat(20)}\r\n`, 431, 'count'],
  ['HTTP/0.9', 'GET /\r\n', 505, 'HTTP/0.9'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505, 'HTTP/2.0'],
  ['CONNECT', `CONNECT a:1 HTTP/1.1\r\n${host}\r\n`, 501, 'connect'],
  ['another expectation', `POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nExpect: tea\r\n\r\n`, 417, 'expect'],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n', 400, 'bare-lf'],
];

const head = { ...serverDefaults.head, maxBytes: 500, maxStartLineBytes: 200, maxCount: 10 };

describe('a request is refused, the connection closed and the handler left alone for', () => {
  for (const [why, message, status, reason] of refusals) {
    test(why, () => {
      for (const pieces of splits(message + after)) {
        const served = new Served(() => ({}), { head });
        for (const piece of pieces) served.socket.receive(piece);

        const replies = readReplies(served.socket.sent);
        assert.deepEqual(
          replies.map((reply) => [reply.status, reply.fields.get('connection')]),
          [[status, 'close']],
        );
        assert.equal(served.refused[0]?.fault.detail, reason);
        assert.equal(served.seen.length, 0);
        assert.equal(served.socket.hasEnded, true);
        assert.deepEqual(served.endings.length, 1);
      }
    });
  }
});

describe('a refusal', () => {
  test('leaves the requests before it answered', async () => {
    const served = new Served();

    served.socket.receive(`${after}GET / HTTP/1.1\r\n\r\n`);
    await served.reply();

    assert.deepEqual(
      readReplies(served.socket.sent).map((reply) => reply.status),
      [200, 400],
    );
  });

  test('tells what is known of the request, and nothing unchecked', () => {
    const known = new Served();
    const unknown = new Served();
    known.socket.receive('GET /a?b HTTP/1.1\r\nX Y: z\r\n\r\n');
    unknown.socket.receive('GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n');

    const [first, second] = [known.refused[0]!.head, unknown.refused[0]!.head];
    assert.deepEqual([first.method, first.path, first.query, first.headers.size], ['GET', '/a', 'b', 0]);
    assert.deepEqual([second.method, second.path, second.query], ['GET', '/', undefined]);
  });

  test('has no body for HEAD', () => {
    const served = new Served();
    served.socket.receive('HEAD / HTTP/1.1\r\n\r\n');

    assert.equal(readReplies(served.socket.sent, ['HEAD'])[0]?.status, 400);
  });
});
