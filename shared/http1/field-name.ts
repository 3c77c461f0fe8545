import { isToken } from './characters.ts';

/** The lower-case form of a field name as it was sent; `undefined` when it is no token. */
export function fieldName(sent: string): string | undefined {
  const known = common.get(sent);
  if (known !== undefined) return known;
  return isToken(sent) ? sent.toLowerCase() : undefined;
}

/**
 * How a line of a field begins that nearly every message uses, with the end of the line before it: a field is then added
 * to a text in one go. `undefined` for other names, which may be none.
 */
export function commonStart(name: string): string | undefined {
  return starts.get(name);
}

/** Names nearly every message uses; a look-up in place of a check and a new string. */
const names = `accept accept-charset accept-encoding accept-language accept-ranges access-control-allow-credentials
access-control-allow-headers access-control-allow-methods access-control-allow-origin access-control-expose-headers
access-control-max-age access-control-request-headers access-control-request-method age allow alt-svc authorization
cache-control connection content-disposition content-encoding content-language content-length content-location
content-range content-security-policy content-type cookie date dnt etag expect expires forwarded from host if-match
if-modified-since if-none-match if-range if-unmodified-since keep-alive last-modified link location max-forwards origin
pragma priority proxy-authenticate proxy-authorization proxy-connection range referer referrer-policy retry-after
sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user
sec-websocket-accept sec-websocket-extensions sec-websocket-key sec-websocket-protocol sec-websocket-version server
server-timing set-cookie strict-transport-security te trailer traceparent tracestate transfer-encoding upgrade
upgrade-insecure-requests user-agent vary via warning www-authenticate x-api-key x-content-type-options
x-correlation-id x-forwarded-by x-forwarded-for x-forwarded-host x-forwarded-port x-forwarded-proto x-frame-options
x-powered-by x-real-ip x-request-id x-requested-with x-trace-id x-xss-protection`.split(/\s+/);

const common = new Map<string, string>();
const starts = new Map<string, string>();
// Keys of an object are interned: comparing such a name with one in the code is then comparing two pointers.
for (const name of Object.keys(Object.fromEntries(names.map((name) => [name, true])))) {
  common.set(name, name);
  starts.set(name, `\r\n${name}: `);
  common.set(
    name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase()),
    name,
  );
}
for (const [sent, name] of [
  ['ETag', 'etag'],
  ['WWW-Authenticate', 'www-authenticate'],
  ['DNT', 'dnt'],
  ['TE', 'te'],
  ['X-XSS-Protection', 'x-xss-protection'],
] as const) {
  common.set(sent, name);
}
