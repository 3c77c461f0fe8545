import { fetchHosts } from '../../shared/fetch/fetch-hosts.ts';
import { clock, timers } from '../../shared/fetch/platform.ts';
import { FetchTransport } from '../../shared/fetch/transport.ts';
import type { Transport } from '../../shared/platform/transport.ts';
import { workerdWay } from '../../shared/platform/workerd-way.ts';
import { loneCall } from './lone-call.ts';
import { websocketCall } from './websocket-call.ts';
import { workerDialer } from './worker-dialer.ts';

const byFetch = new FetchTransport({ host: fetchHosts.workerd, timers, clock });
const byConnect = { dialer: workerDialer('with-request'), timers, clock };
/** The request of a WebSocket is over when its client is gone, which may be long after the upstream is. */
const forWebSockets = { dialer: workerDialer('at-once'), timers, clock };

/** Reaches upstreams by `fetch` or by a connection made for the one request, as {@link workerdWay} says. */
export const cloudflareTransport: Transport = {
  send(request) {
    if (workerdWay(request).by === 'fetch') return byFetch.send(request);
    return request.upgrade === undefined ? loneCall(request, byConnect) : websocketCall(request, forWebSockets);
  },
};
