import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { describe, test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { chunked } from '../../../shared/http1/framing.ts';
import { type ParsedRequest, RequestParser } from '../../../shared/http1/request-parser.ts';
import { serverDefaults } from '../../../shared/http1/server-options.ts';
import { splits } from '../../support/http1/splits.ts';

function parse(pieces: readonly Uint8Array[], scheme: 'http' | 'https' = 'http'): ParsedRequest {
  const parser = new RequestParser(scheme, serverDefaults.head);
  for (const piece of pieces) if (parser.read(piece, 0) !== -1) return parser.take();
  throw new Error('unfinished');
}

function parseText(message: string, scheme?: 'http' | 'https'): ParsedRequest {
  return parse([Buffer.from(message, 'latin1')], scheme);
}

const host = 'Host: a.test\r\n';

describe('a request head', () => {
  test('is taken apart, however it is cut', () => {
    for (const pieces of splits(
      'POST /p/%41?q=1?2 HTTP/1.1\r\nHost: Shop.Test:8080\r\nContent-Length: 12\r\nA: b\r\n\r\n',
    )) {
      const { head, bodyLength, persists, expectsContinue } = parse(pieces);

      assert.equal(head.method, 'POST');
      assert.equal(head.scheme, 'http');
      assert.equal(head.authority, 'shop.test:8080');
      assert.equal(head.path, '/p/%41');
      assert.equal(head.query, 'q=1?2');
      assert.equal(head.version, '1.1');
      assert.deepEqual(head.headers.flat, ['content-length', '12', 'a', 'b']);
      assert.deepEqual([bodyLength, persists, expectsContinue], [12, true, false]);
    }
  });

  test('leaves nothing behind for the next', () => {
    const parser = new RequestParser('http', serverDefaults.head);
    const bytes = Buffer.from(`GET /1 HTTP/1.1\r\n${host}A: b\r\n\r\nGET /2 HTTP/1.0\r\n\r\n`);

    const end = parser.read(bytes, 0);
    const first = parser.take();
    parser.read(bytes, end);
    const second = parser.take();

    assert.deepEqual(
      [first.head.path, first.head.authority, second.head.path, second.head.authority],
      ['/1', 'a.test', '/2', ''],
    );
    assert.deepEqual(second.head.headers.flat, []);
  });

  test('that is the same as the one before is not made anew, nor are fields that are', () => {
    const parser = new RequestParser('http', serverDefaults.head);
    const next = (message: string): ParsedRequest => {
      assert.equal(parser.read(Buffer.from(message, 'latin1'), 0), message.length);
      return parser.take();
    };
    const first = next(`GET /1 HTTP/1.1\r\n${host}A: b\r\n\r\n`);
    const again = next(`GET /1 HTTP/1.1\r\n${host}A: b\r\n\r\n`);
    const other = next(`GET /2 HTTP/1.1\r\n${host}A: b\r\n\r\n`);
    const absolute = next(`GET http://b.test/2 HTTP/1.1\r\n${host}A: b\r\n\r\n`);
    const old = next(`GET /2 HTTP/1.0\r\n${host}A: b\r\n\r\n`);
    const changed = next(`GET /2 HTTP/1.0\r\n${host}A: c\r\n\r\n`);

    assert.equal(again, first);
    assert.deepEqual([other.head.path, other.head.authority, other.persists], ['/2', 'a.test', true]);
    assert.equal(other.head.headers, first.head.headers);
    assert.deepEqual([absolute.head.authority, old.head.authority], ['b.test', 'a.test']);
    assert.deepEqual([old.head.version, old.persists], ['1.0', false]);
    assert.deepEqual(changed.head.headers.flat, ['a', 'c']);
    assert.deepEqual(first.head.headers.flat, ['a', 'b']);
  });

  test('with the fields of the one before is refused for its own line', () => {
    const parser = new RequestParser('http', serverDefaults.head);
    parser.read(Buffer.from(`GET /1 HTTP/1.1\r\n${host}\r\n`, 'latin1'), 0);
    parser.take();

    assert.throws(() => parser.read(Buffer.from(`GET 2 HTTP/1.1\r\n${host}\r\n`, 'latin1'), 0), {
      code: 'bad_request',
    });
  });

  test('knows a chunked body, in any case of letters', () => {
    assert.equal(parseText(`POST / HTTP/1.1\r\n${host}Transfer-Encoding: CHUNKED\r\n\r\n`).bodyLength, chunked);
  });

  test('of a GET may announce a body', () => {
    assert.equal(parseText(`GET / HTTP/1.1\r\n${host}Content-Length: 3\r\n\r\n`).bodyLength, 3);
  });

  const persistence = [
    ['HTTP/1.1', '', true],
    ['HTTP/1.1', 'Connection: close\r\n', false],
    ['HTTP/1.1', 'Connection: x, CLOSE\r\n', false],
    ['HTTP/1.1', 'Connection: x\r\nConnection: close\r\n', false],
    ['HTTP/1.1', 'Connection: closed\r\n', true],
    ['HTTP/1.0', '', false],
    ['HTTP/1.0', 'Connection: Keep-Alive\r\n', true],
    ['HTTP/1.0', 'Connection: \xa0keep-alive\r\n', false],
    ['HTTP/1.0', 'Connection: keep-alive, close\r\n', false],
  ] as const;
  for (const [version, connection, expected] of persistence) {
    test(`of ${version} with ${JSON.stringify(connection)} ${expected ? 'keeps' : 'ends'} the connection`, () => {
      assert.equal(parseText(`GET / ${version}\r\n${host}${connection}\r\n`).persists, expected);
    });
  }

  test('expects 100 only with a body to send and in HTTP/1.1', () => {
    const expecting = (line: string, more: string) =>
      parseText(`${line}\r\n${host}Expect: 100-Continue\r\n${more}\r\n`).expectsContinue;

    assert.equal(expecting('PUT / HTTP/1.1', 'Content-Length: 1\r\n'), true);
    assert.equal(expecting('PUT / HTTP/1.1', ''), false);
    assert.equal(expecting('PUT / HTTP/1.0', 'Content-Length: 1\r\n'), false);
  });

  test('refuses an upgrade to h2c, or forgets it where that is asked for, as it does any upgrade of HTTP/1.0', () => {
    const h2c = `GET / HTTP/1.1\r\n${host}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n`;
    const websocket = (version: string) =>
      `GET / ${version}\r\n${host}Connection: upgrade\r\nUpgrade: websocket\r\n\r\n`;

    const forgiving = new RequestParser('http', serverDefaults.head, 'ignore');
    forgiving.read(Buffer.from(h2c, 'latin1'), 0);

    assert.throws(() => parseText(h2c), { code: 'bad_upgrade', detail: 'h2c' });
    assert.throws(() => parseText(h2c.replace('Upgrade: h2c', 'Upgrade: websocket, H2C')), { code: 'bad_upgrade' });
    assert.deepEqual(forgiving.take().head.headers.flat, ['connection', 'Upgrade, HTTP2-Settings']);
    assert.equal(parseText(websocket('HTTP/1.0')).head.headers.has('upgrade'), false);
    assert.equal(parseText(websocket('HTTP/1.1')).head.headers.get('upgrade'), 'websocket');
  });
});

const targets = [
  ['GET /', '/', undefined, 'a.test'],
  ['GET /?', '/', '', 'a.test'],
  ['GET //x/../y;z', '//x/../y;z', undefined, 'a.test'],
  ['GET /a|b"{}^`', '/a|b"{}^`', undefined, 'a.test'],
  ['GET http://b.test', '/', undefined, 'b.test'],
  ['GET HTTP://B.Test:81/x?y', '/x', 'y', 'b.test:81'],
  ['GET http://b.test?x/y', '/', 'x/y', 'b.test'],
  ['OPTIONS *', '*', undefined, 'a.test'],
  ['OPTIONS http://b.test', '*', undefined, 'b.test'],
  ['OPTIONS /', '/', undefined, 'a.test'],
] as const;

describe('the target', () => {
  for (const [line, path, query, authority] of targets) {
    test(`of ${line} is understood`, () => {
      const { head } = parseText(`${line} HTTP/1.1\r\n${host}\r\n`);

      assert.deepEqual([head.path, head.query, head.authority], [path, query, authority]);
    });
  }

  test('may name https where the connection is encrypted', () => {
    assert.equal(parseText(`GET https://b.test/x HTTP/1.1\r\n${host}\r\n`, 'https').head.authority, 'b.test');
  });
});

const hosts = [
  ['a', 'a'],
  ['A-1.B_c.', 'a-1.b_c.'],
  ['a:', 'a'],
  ['a:0080', 'a:0080'],
  ['127.0.0.1:65535', '127.0.0.1:65535'],
  ['[::1]', '[::1]'],
  ['[FE80::1]:8080', '[fe80::1]:8080'],
  ['[::ffff:1.2.3.4]', '[::ffff:1.2.3.4]'],
] as const;

describe('the Host', () => {
  for (const [sent, authority] of hosts) {
    test(`${sent} is ${authority}`, () => {
      assert.equal(parseText(`GET / HTTP/1.1\r\nHost: ${sent}\r\n\r\n`).head.authority, authority);
    });
  }
});

const refusals: readonly (readonly [message: string, fault: string])[] = [
  ['GET /\r\n\r\n', 'http_version_not_supported'],
  ['GET / HTTP/0.9\r\n\r\n', 'http_version_not_supported'],
  ['GET / HTTP/1.2\r\nHost: a\r\n\r\n', 'http_version_not_supported'],
  ['GET / HTTP/2.0\r\nHost: a\r\n\r\n', 'http_version_not_supported'],
  ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'http_version_not_supported'],
  ['GET / http/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET / HTTP/1.10\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET / HTTP/1,1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET / \r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET  / HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET /  HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET /a b HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET / HTTP/1.1 \r\nHost: a\r\n\r\n', 'bad_request'],
  [' GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['G@T / HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  [`${'A'.repeat(33)} / HTTP/1.1\r\nHost: a\r\n\r\n`, 'method_not_implemented'],
  ['get / HTTP/1.1\r\nHost: a\r\n\r\n', 'method_not_implemented'],
  ['restGET / HTTP/1.1\r\nHost: a\r\n\r\n', 'method_not_implemented'],
  ['CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n', 'method_not_implemented'],
  ['GET * HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['OPTIONS *x HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET a HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_host'],
  ['GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_host'],
  ['GET http://a:x/ HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_host'],
  ['GET /#x HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET /\xe9 HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_request'],
  ['GET / HTTP/1.1\r\n\r\n', 'bad_host'],
  ['GET http://a/ HTTP/1.1\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost:\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost: a,b\r\n\r\n', 'bad_host'],
  // Routing would see another host than an upstream that reads past the dots.
  ['GET / HTTP/1.1\r\nHost: a..\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost: .a\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost: a..b:80\r\n\r\n', 'bad_host'],
  ['GET http://a../ HTTP/1.1\r\nHost: a\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost: a b\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost: a/b\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost: u@a\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost: a%41\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost: :80\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost: [::1\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost: [::1%25lo]\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n', 'bad_host'],
  ['GET / HTTP/1.1\r\nHost: \xe9\r\n\r\n', 'bad_host'],
  [`POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 1\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Content-Length: 1, 1\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Content-Length:\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Content-Length: +1\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Content-Length: 0x1\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Content-Length: 1 2\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Content-Length: 1.0\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Content-Length: 9007199254740992\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Content-Length: 18446744073709551617\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.0\r\n${host}Transfer-Encoding: chunked\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked, chunked\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked, gzip\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked \t\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Transfer-Encoding: identity\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Transfer-Encoding: "chunked"\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Transfer-Encoding:\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked;a=b\r\n\r\n`, 'bad_framing'],
  [`POST / HTTP/1.1\r\n${host}Transfer-Encoding: gzip, chunked\r\n\r\n`, 'transfer_coding_not_implemented'],
  [`POST / HTTP/1.1\r\n${host}Expect: 200-ok\r\nContent-Length: 1\r\n\r\n`, 'expectation_failed'],
];

describe('a request is refused', () => {
  for (const [message, code] of refusals) {
    test(`as ${code}: ${JSON.stringify(message.slice(0, 90))}`, () => {
      for (const pieces of splits(message)) {
        assert.throws(
          () => parse(pieces),
          (error) => error instanceof Fault && error.code === code,
        );
      }
    });
  }
});
