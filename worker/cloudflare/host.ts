import type { FetchHost } from '../../shared/fetch/fetch-host.ts';
import { relay } from './relay.ts';

/** How workerd's `fetch` behaves. */
export const cloudflareHost: FetchHost = {
  fetch: (url, init) => fetch(url, init),
  decodes: new Set(),
  utf8Headers: true,
  joinsCookies: true,
  sendsHost: false,
  relay,
  upgrade(upstream, headers) {
    return new Response(null, { status: 101, headers, webSocket: upstream.webSocket });
  },
};
