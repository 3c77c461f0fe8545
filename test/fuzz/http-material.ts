import type { MutationMaterial } from './message-mutations.ts';

const separators = [
  ...[
    '\r\n',
    '\n',
    '\r',
    '\r\r\n',
    '\r\n\r\n',
    '\r\n ',
    '\r\n\t',
    '\n\n',
    ' ',
    '  ',
    '\t',
    '\0',
    '\x01',
    '\x0b',
    '\x0c',
  ],
  ...[
    '\x7f',
    '\x80',
    '\x85',
    '\xa0',
    '\xff',
    ':',
    ' :',
    ': ',
    ';',
    ',',
    ', ',
    '"',
    '\\',
    '=',
    '#',
    '?',
    '*',
    '@',
    '[::1]',
  ],
  ...['%00', '%0d%0a', '..', '//', '+', '-', '0x', '0', '5', 'a', 'g'],
];

const framing = [
  ...['Content-Length: 5', 'Content-Length: 6', 'Content-Length: 0', 'content-length:5', 'Content-Length: 5, 5'],
  ...['Content-Length: +5', 'Content-Length : 5', 'Content-Length: 5\r\n', 'Content-Length:', ' Content-Length: 5'],
  ...[
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: chunked\r\n',
    'transfer-encoding: Chunked',
    'chunked',
    'identity',
  ],
  ...['Transfer-Encoding: gzip, chunked', 'Transfer-Encoding: chunked, identity', 'Transfer-Encoding: identity'],
  ...['Transfer-Encoding: x', 'Transfer-Encoding : chunked', 'Transfer-Encoding:\x0bchunked', 'gzip, '],
  ...[
    '0\r\n\r\n',
    '0\r\n',
    '5\r\nhello\r\n',
    '5;x=y\r\n',
    '5;x="a;b\\""\r\n',
    '00005\r\n',
    'FFFFFFFFFFFFFFFF\r\n',
    ' \r\n',
  ],
];

const connection = [
  ...[
    'Connection: close',
    'Connection: keep-alive',
    'Connection: upgrade',
    'Connection: close, x',
    'Upgrade: websocket',
  ],
  ...[
    'Upgrade: h2c',
    'HTTP2-Settings: AAMAAABk',
    'Keep-Alive: timeout=5',
    'Proxy-Connection: keep-alive',
    'TE: trailers',
  ],
  ...['Trailer: X-T', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9', 'HTTP/1.2', 'http/1.1', 'ICY', 'RTSP/1.0'],
];

const hosts = [
  'Host: b',
  'Host:',
  'Host: a b',
  'Host: a,b',
  'Host: a@b',
  'Host: [::1]:80',
  'Host: a:99999',
  'host: A.TEST:',
];
const methods = [
  'HEAD ',
  'OPTIONS ',
  'CONNECT ',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'M-SEARCH ',
  'get ',
  'SOURCE ',
  'QUERY ',
];

/** What requests are made of. */
export const requestMaterial: MutationMaterial = {
  seeds: [
    'GET /a?b=c HTTP/1.1\r\nHost: a.test\r\nX-A: b\r\n\r\n',
    'POST /p HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhelloGET /2 HTTP/1.1\r\nHost: a\r\n\r\n',
    'POST /p HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nT: 1\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n',
    'PUT http://a.test/x HTTP/1.1\r\nHost: a.test\r\nConnection: keep-alive\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc',
    'GET / HTTP/1.0\r\nConnection: keep-alive\r\nHost: q\r\n\r\nGET / HTTP/1.0\r\n\r\n',
    'PUT /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nCookie: a=b; c="d"\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    'POST /t HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nTrailer: X-T\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n1\r\nx\r\n0\r\nX-T: 1\r\nX-U: 2\r\n\r\n',
  ],
  tokens: [...separators, ...framing, ...connection, ...hosts, ...methods],
};

const statuses = [
  '100',
  '101',
  '103',
  '199',
  '200',
  '204',
  '205',
  '304',
  '099',
  '1000',
  '600',
  '20',
  'HTTP/1.1 103 \r\n\r\n',
];

/** What answers are made of. */
export const responseMaterial: MutationMaterial = {
  seeds: [
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n\r\nhello',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nT: 1\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nX-A: b\r\nConnection: close\r\n\r\nhello world, to the end',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok',
    'HTTP/1.1 204 No Content\r\nETag: "1"\r\n\r\n',
    'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Length: 100\r\n\r\n',
    'HTTP/1.0 404 Not Found\r\nServer: x\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\n\r\nnone',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x02hi',
    'HTTP/1.1 500 \r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
  ],
  tokens: [...separators, ...framing, ...connection, ...statuses],
};
