/** One kind of message that we do not take and the parser under `node:http` does, or the other way round. */
export interface Disagreement {
  readonly side: 'request' | 'response';
  /** Our code and reason, as the log has them; for what we alone take, a name of its own. */
  readonly reason: string;
  /** Full sentences for the page. */
  readonly why: string;
  /** Bytes, one character a byte, that both readers show it on. */
  readonly example: string;
}

const get = 'GET / HTTP/1.1\r\nHost: a\r\n';
const chunkedPost = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
const ok = 'HTTP/1.1 200 OK\r\n';
const chunkedOk = `${ok}Transfer-Encoding: chunked\r\n\r\n`;

/** Every kind that millions of mutated messages have shown. The differential test fails at one that is not here. */
export const disagreements: readonly Disagreement[] = [
  {
    ...{ side: 'request', reason: 'bad_host missing', example: 'GET / HTTP/1.1\r\n\r\n' },
    why: 'HTTP/1.1 asks for a Host. Without one it is open whom the request is for.',
  },
  {
    ...{ side: 'request', reason: 'bad_host repeated', example: `${get}Host: b\r\n\r\n` },
    why: 'Two readers may take different ones of several.',
  },
  {
    ...{ side: 'request', reason: 'bad_host invalid', example: 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n' },
    why: 'A Host is a name or an address, and a port. Anything else reaches routing, caches and logs as something it is not.',
  },
  {
    ...{ side: 'request', reason: 'bad_host target-authority', example: 'GET http://a~b/ HTTP/1.1\r\nHost: a\r\n\r\n' },
    why: 'The same for the host of an absolute target, which stands above the field.',
  },
  {
    ...{
      side: 'request',
      reason: 'bad_framing content-length',
      example: `${get}Content-Length: 9007199254740993\r\n\r\n`,
    },
    why: 'Lengths of 2^53 bytes and more cannot be counted exactly.',
  },
  {
    ...{ side: 'request', reason: 'bad_upgrade h2c' },
    example: `${get}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n`,
    why: 'RFC 9113 has given this way to HTTP/2 up, and what agrees to it behind a proxy is no longer seen by it. A listener may be told to answer in HTTP/1.1 instead.',
  },
  {
    ...{ side: 'request', reason: 'bad_framing transfer-encoding', example: `${get}Transfer-Encoding: x\r\n\r\n` },
    why: 'Where `chunked` does not come last and once, nothing tells where the body ends.',
  },
  {
    ...{ side: 'request', reason: 'transfer_coding_not_implemented transfer-encoding' },
    example: `${get}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    why: 'The end is clear, the coding is one we do not undo; to pass it on would leave the decision to the next reader.',
  },
  {
    ...{ side: 'request', reason: 'bad_framing several-transfer-encodings' },
    example: `${get}Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    why: 'Some readers look at the first field, some at the last.',
  },
  {
    ...{ side: 'request', reason: 'bad_framing transfer-encoding-on-1.0' },
    example: 'POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    why: 'HTTP/1.0 knows no chunks, so its readers see the end of the message elsewhere.',
  },
  {
    ...{ side: 'request', reason: 'bad_framing tab-after-coding' },
    example: `${get}Transfer-Encoding: x\t\r\n\r\n`,
    why: 'A tab after the coding is legal, but some readers keep it and then do not know the coding.',
  },
  {
    ...{ side: 'request', reason: 'bad_framing chunk-size-overflow' },
    example: `${chunkedPost}00000000000000001\r\nx\r\n0\r\n\r\n`,
    why: 'Sizes of more than 16 digits, leading zeros included, and those of 2^53 bytes and more, overflow somewhere.',
  },
  {
    ...{ side: 'request', reason: 'bad_framing chunk-extension-character' },
    example: `${chunkedPost}1;x=\r\nx\r\n0\r\n\r\n`,
    why: 'Chunk extensions are read by their grammar; what hides in a broken one is anyone’s guess.',
  },
  {
    ...{ side: 'request', reason: 'bad_request forbidden-trailer' },
    example: `${chunkedPost}0\r\nHost: b\r\n\r\n`,
    why: 'A trailer must not change routing, framing, authentication or the meaning of what was sent.',
  },
  {
    ...{ side: 'request', reason: 'bad_request bare-lf', example: 'GET /\n\r\n' },
    why: 'Only CRLF ends a line. Readers that see the end of one elsewhere see other fields.',
  },
  {
    ...{ side: 'request', reason: 'bad_request empty-start-line', example: `\r\n\r\n${get}\r\n` },
    why: 'One empty line before a request is skipped, as RFC 9112 §2.2 asks; more would be an endless head.',
  },
  {
    ...{ side: 'request', reason: 'bad_request method', example: `\r${get}\r\n` },
    why: 'A method is a token; a carriage return before it is not skipped.',
  },
  {
    ...{
      side: 'request',
      reason: 'method_not_implemented connect',
      example: 'CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n',
    },
    why: 'A tunnel to wherever the client says is a forward proxy.',
  },
  {
    ...{ side: 'request', reason: 'bad_request request-line', example: 'OPTIONS *\r\n\r\n' },
    why: 'A request line is a method, a target and a version, with one space between.',
  },
  {
    ...{ side: 'request', reason: 'bad_request version', example: 'GET  /1\r\nHost: a\r\n\r\n' },
    why: 'The other reader skips the second space and takes the line for one of HTTP/0.9.',
  },
  {
    ...{ side: 'request', reason: 'bad_request target-form', example: 'OPTIONS *x HTTP/1.1\r\nHost: a\r\n\r\n' },
    why: 'A target has one of the forms of RFC 9112 §3.2: a path, `http://` and a host, or `*` for OPTIONS.',
  },
  {
    ...{ side: 'request', reason: 'bad_request target-character', example: 'GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n' },
    why: 'A target is of visible ASCII without `#`. Where another reader cuts it, other rules apply to it.',
  },
  {
    ...{ side: 'request', reason: 'expectation_failed expect', example: `${get}Expect: x\r\n\r\n` },
    why: 'An expectation that is not understood is not met.',
  },
  {
    ...{ side: 'request', reason: 'http_version_not_supported', example: 'GET /\r\n\r\n' },
    why: 'HTTP/0.9 has no fields to route by, and a version 2 that begins as text is somebody’s trick.',
  },
  {
    ...{ side: 'request', reason: 'close after-answer' },
    example:
      'GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nConnection: close\r\n\r\nGET /2 HTTP/1.0\r\nHost: a\r\n\r\n',
    why: 'The request is answered; `close` in any of the Connection fields then ends the connection, whatever else they say.',
  },
  {
    ...{ side: 'request', reason: 'unknown-method', example: 'FROB / HTTP/1.1\r\nHost: a\r\n\r\n' },
    why: 'The one thing we take and the other parser does not: methods that are not on its list. Any token of capital letters and hyphens passes, up to 32 of them, for `match` to decide on.',
  },
  {
    ...{
      side: 'response',
      reason: 'upstream_bad_response bad-length',
      example: `${ok}Content-Length: 9007199254740993\r\n\r\n`,
    },
    why: 'Lengths of 2^53 bytes and more cannot be counted exactly.',
  },
  {
    ...{
      side: 'response',
      reason: 'upstream_bad_response unknown-coding',
      example: `${ok}Transfer-Encoding: x\r\n\r\n`,
    },
    why: 'Only `chunked` alone is understood; whatever else stands there, the next reader may end the answer elsewhere.',
  },
  {
    ...{ side: 'response', reason: 'upstream_bad_response several-codings' },
    example: `${ok}Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    why: 'Some readers look at the first field, some at the last.',
  },
  {
    ...{ side: 'response', reason: 'upstream_bad_response coding-on-1.0' },
    example: 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    why: 'HTTP/1.0 knows no chunks, so its readers see the end of the message elsewhere.',
  },
  {
    ...{ side: 'response', reason: 'upstream_bad_response tab-after-coding' },
    example: `${ok}Transfer-Encoding: chunked\t\r\n\r\n0\r\n\r\n`,
    why: 'Some readers keep the tab and then do not know the coding.',
  },
  {
    ...{ side: 'response', reason: 'upstream_bad_response chunk-size-overflow' },
    example: `${chunkedOk}00000000000000001\r\nx\r\n0\r\n\r\n`,
    why: 'Sizes of more than 16 digits and those of 2^53 bytes and more overflow somewhere.',
  },
  {
    ...{ side: 'response', reason: 'upstream_bad_response chunk-extension-character' },
    example: `${chunkedOk}1;x=\r\nx\r\n0\r\n\r\n`,
    why: 'Chunk extensions are read by their grammar.',
  },
  {
    ...{ side: 'response', reason: 'upstream_bad_response forbidden-trailer' },
    example: `${chunkedOk}0\r\nConnection: close\r\n\r\n`,
    why: 'A trailer must not change framing, caching, authentication or the meaning of what was sent.',
  },
  {
    ...{ side: 'response', reason: 'upstream_bad_response content-where-there-is-none' },
    example: 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n',
    why: 'A 1xx or 204 has no content; one that announces some may be followed by it.',
  },
  {
    ...{ side: 'response', reason: 'upstream_bad_response informational-on-1.0' },
    example: 'HTTP/1.0 103 Early Hints\r\n\r\n',
    why: 'HTTP/1.0 has no informational answers: its readers take this for the answer itself.',
  },
  {
    ...{ side: 'response', reason: 'upstream_bad_response close-before-answer' },
    example: 'HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n',
    why: 'It says that the connection ends before the answer comes.',
  },
  {
    ...{ side: 'response', reason: 'upstream_bad_response status-code', example: 'HTTP/1.1 800 OK\r\n\r\n' },
    why: 'A status is a number from 100 to 599.',
  },
  {
    ...{ side: 'response', reason: 'upstream_bad_response status-line-version', example: `\r\n${ok}\r\n` },
    why: 'An answer begins with `HTTP/1.1` or `HTTP/1.0` and nothing before it: what stands there belongs to nobody.',
  },
  {
    ...{ side: 'response', reason: 'upstream_bad_response reason', example: 'HTTP/1.1 200 O\x01K\r\n\r\n' },
    why: 'The reason phrase holds no control characters.',
  },
];
