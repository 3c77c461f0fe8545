import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { seconds } from '../fields/duration.ts';
import { texts } from '../fields/list.ts';
import { whole } from '../fields/number.ts';
import { text } from '../fields/text.ts';
import { cidr } from '../forms/cidr.ts';
import { id } from '../forms/id.ts';
import { listenAddress } from '../forms/listen-address.ts';
import { listenerTls } from './listener-tls.ts';

/** One place where clients connect. */
export const listener = block(
  'One place where clients connect.',
  {
    id: text('Name in logs and metrics.', { required: true, form: id }),
    address: text('Where to listen: `host:port`, `[::1]:port`, or `unix:` and a path.', {
      required: true,
      form: listenAddress,
    }),
    protocol: choice('What is spoken.', ['http', 'https', 'h2', 'h3'], {
      default: 'http',
      spellings: { h2: ['http2'], h3: ['http3'] },
      laterValues: ['h2', 'h3'],
    }),
    tls: listenerTls,
    'default-route': text('Route for requests that match no other.', { form: id }),
    namespace: text('Namespace whose routes alone are served here.', { form: id }),
    'trusted-proxies': texts('Peers whose forwarding headers are believed here; those of `system` when absent.', {
      form: cidr,
      commas: true,
    }),
    'request-timeout-secs': seconds('Longest wait between two reads of a request body.', {
      default: 60,
      needs: 'socket-timeouts',
    }),
    'header-timeout-secs': seconds('Longest wait for a complete request head.', {
      default: 10,
      needs: 'socket-timeouts',
    }),
    'keepalive-timeout-secs': seconds('How long a connection may be idle between requests.', {
      default: 75,
      aliases: ['keep-alive-timeout-secs'],
      needs: 'keep-alive-control',
    }),
    'keepalive-max-requests': whole('Requests on one connection; unlimited when absent.', {
      min: 1,
      aliases: ['keep-alive-max-requests'],
      needs: 'keep-alive-control',
    }),
    'max-requests-pipelined': whole(
      'Requests that a client may send ahead of the answers; the connection ends after them.',
      {
        default: 100,
        min: 1,
        max: 1024,
        needs: 'keep-alive-control',
      },
    ),
    h2c: choice(
      'What becomes of a request to go on in HTTP/2 without encryption (`Upgrade: h2c`), as `curl --http2` and the client of Java make it: refused with 400, or answered in HTTP/1.1. It is never forwarded.',
      ['refuse', 'ignore'],
      { default: 'refuse', needs: 'upgrade-control' },
    ),
    'tunnel-idle-secs': seconds('How long a WebSocket may be silent both ways; for ever when absent.', {
      needs: 'socket-timeouts',
    }),
    'max-concurrent-streams': whole(
      'Requests at once on one connection of HTTP/2, which `https` offers; 100 when absent.',
      { min: 1, max: 10_000, needs: 'http2' },
    ),
  },
  { required: true, args: ['id'] },
);

/** All listeners. */
export const listeners = blocks('Where clients connect.', 'listener', listener, { default: [], wrapped: true });
