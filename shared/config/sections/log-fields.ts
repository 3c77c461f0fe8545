import { block } from '../fields/block.ts';
import { flag } from '../fields/flag.ts';

const shown = (about: string) => flag(about, { default: true });

/** Which fields a line of the access log has. */
export const logFields = block(
  'Which fields a line has; route, upstream and instance are always there.',
  {
    timestamp: shown('Time of the request.'),
    'trace-id': shown('Correlation id.'),
    method: shown('Method.'),
    path: shown('Path.'),
    query: shown('Query.'),
    status: shown('Status.'),
    'latency-ms': shown('Time from the first byte in to the last byte out.'),
    'client-ip': shown('Address of the client.'),
    'user-agent': shown('`User-Agent` of the client.'),
    referer: shown('`Referer` of the client.'),
    'body-bytes-sent': shown('Bytes of the response body.'),
    'upstream-addr': shown('Target that answered.'),
    'connection-reused': shown('Whether its connection had been used before.'),
    'rate-limit-hit': shown('Whether a limit was hit, and which.'),
    'geo-country': shown('Country of the client, where a filter looked it up.'),
  },
  { default: {} },
);
