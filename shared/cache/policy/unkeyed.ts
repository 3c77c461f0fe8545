import type { Exchange } from '../../engine/exchange.ts';

/**
 * Whether a request carries what an origin may act on though it is no part of the key: fields by which frameworks let
 * clients name another method, path, host, scheme or address. Kept, the answer would be handed to people who sent
 * nothing of the kind, so that such requests are not for the cache; their aliases with underscores and dots are not
 * either. A field by which the platform itself tells the address or the country of the client is nobody's choice: it is
 * none of them while it says what the connection says.
 */
export function hasUnkeyedPower(exchange: Exchange): boolean {
  const { flat } = exchange.request.headers;
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i]!;
    if (name === 'connection') {
      if (!isPlainConnection(flat[i + 1]!)) return true;
    } else if (powers.has(plain(name)) && !isOfPlatform(exchange, name, flat[i + 1]!)) {
      return true;
    }
  }
  return false;
}

function isOfPlatform({ client, downstream }: Exchange, name: string, value: string): boolean {
  if (name === 'cf-ipcountry') return value === downstream.country;
  return name === 'cf-connecting-ip' && value === client.address;
}

function plain(name: string): string {
  return name.includes('_') || name.includes('.') ? name.replace(aliases, '-') : name;
}

const aliases = /[_.]/g;

/** Fields that `connection` names do not travel on, so that the origin would not see what the key was made of. */
function isPlainConnection(value: string): boolean {
  return value.split(',').every((token) => plainTokens.has(token.trim().toLowerCase()));
}

const plainTokens: ReadonlySet<string> = new Set(['', 'close', 'keep-alive', 'te', 'upgrade', 'http2-settings']);

const powers: ReadonlySet<string> = new Set([
  ...['x-http-method', 'x-http-method-override', 'x-method-override', 'x-method', 'x-http-verb', '-method'],
  ...['x-original-url', 'x-original-uri', 'x-rewrite-url', 'x-rewrite-uri', 'x-request-uri', 'x-override-url'],
  ...[
    'x-original-path',
    'x-original-query',
    'x-path-info',
    'x-script-name',
    'x-ms-original-url',
    'x-envoy-original-path',
  ],
  ...['x-host', 'x-original-host', 'x-real-host', 'x-http-host-override', 'x-backend-host', 'x-proxy-host'],
  ...['x-host-override', 'x-http-host', 'x-forward-host', 'x-backend-server'],
  ...['x-original-scheme', 'x-scheme', 'x-url-scheme', 'front-end-https', 'x-https', 'x-protocol'],
  ...['x-forward-proto', 'x-arr-ssl', 'wl-proxy-ssl'],
  ...['x-client-ip', 'x-cluster-client-ip', 'x-originating-ip', 'true-client-ip', 'fastly-client-ip'],
  ...['x-forward-for', 'x-forwarded', 'x-proxyuser-ip', 'x-azure-clientip', 'x-envoy-external-address'],
  ...['proxy-client-ip', 'wl-proxy-client-ip'],
  ...['cf-connecting-ip', 'cf-ipcountry'],
  ...['x-middleware-prefetch', 'x-middleware-subrequest', 'x-nextjs-data', 'x-invoke-path', 'x-invoke-status'],
  ...['x-invoke-query', 'x-invoke-output', 'x-matched-path', 'x-now-route-matches', 'x-prerender-revalidate'],
  ...['x-react-router-spa-mode', 'x-react-router-prerender-data', 'x-sendfile-type', 'x-accel-mapping'],
  ...['x-wap-profile', 'profile', 'base-url', 'destination', 'translate', 'x-debug', 'x-amz-website-redirect-location'],
]);
