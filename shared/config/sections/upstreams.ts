import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { wholes } from '../fields/list.ts';
import { decimal, whole } from '../fields/number.ts';
import { percent } from '../fields/percent.ts';
import { text } from '../fields/text.ts';
import { hostHeader } from '../forms/host-header.ts';
import { targetAddress } from '../forms/host-port.ts';
import { id } from '../forms/id.ts';
import { upstreamBreaker } from './circuit-breaker.ts';
import { discovery } from './discovery.ts';
import { healthCheck } from './health-check.ts';
import { upstreamInference } from './inference.ts';
import { loadBalancing } from './load-balancing.ts';
import { upstreamTls } from './upstream-tls.ts';

const target = block(
  'One address of the upstream.',
  {
    address: text('Host and port.', { required: true, form: targetAddress }),
    weight: whole('Share of the requests, where the balancing heeds weights; 0 takes the target out.', {
      default: 1,
      max: 65_535,
    }),
    zone: text('Zone it is in, for locality balancing.'),
  },
  { required: true, args: ['address'], short: true },
);

const timeouts = block(
  'How long to wait for the targets.',
  {
    connect: seconds('For a connection.', { default: 10 }),
    'first-byte': seconds('For the head of an answer; `read` when absent.'),
    read: seconds('Between two reads of an answer.', { default: 30 }),
    write: seconds('For a piece of the request to be taken.', { default: 30, needs: 'socket-timeouts' }),
    request: seconds('For the whole exchange, retries included; unlimited when absent.'),
  },
  { default: {} },
);

const connectionPool = block(
  'Connections kept to each target.',
  {
    'max-connections': whole('Connections open at once.', { default: 100, min: 1 }),
    'max-idle': whole('Connections kept open without a request.', { default: 100 }),
    'idle-timeout': seconds('How long an idle connection is kept.', { default: 60 }),
    'max-lifetime': seconds('Age at which a connection is not used again.'),
  },
  { default: {}, needs: 'connection-pool' },
);

const httpVersion = block(
  'Versions of HTTP to speak with the targets; HTTP/1.1 alone when absent.',
  {
    'min-version': whole('Oldest version; 2 speaks HTTP/2 also where nothing is encrypted.', {
      default: 1,
      min: 1,
      max: 2,
    }),
    'max-version': whole('Newest version; 2 takes what the target prefers when the connection is encrypted.', {
      default: 2,
      min: 1,
      max: 2,
    }),
    'h2-ping-interval': seconds(
      'Time between two pings of an HTTP/2 connection; none are sent when it is 0 or absent.',
      {
        minMs: 0,
      },
    ),
    'max-h2-streams': whole('Requests at once on one HTTP/2 connection; 100 when absent.', { min: 1, max: 10_000 }),
  },
  { needs: 'http2', offWhen: { 'max-version': 1 } },
);

const passiveHealth = block(
  'Leaves out targets that fail requests.',
  {
    enabled: flag('Switches it on.', { default: true }),
    'failure-statuses': wholes(
      'Statuses that count as failures, here and for circuit breakers, beside connections that fail.',
      { default: [502, 503, 504], min: 100, max: 599 },
    ),
    'consecutive-failures': whole('Failures in a row that put a target out.', { default: 5, min: 1 }),
    'failure-rate': decimal('Share of failures that puts a target out.', { default: 0.5, max: 1 }),
    'min-requests': whole('Requests in the window without which the share is not looked at.', { default: 20, min: 1 }),
    'window-secs': seconds('The window.', { default: 10 }),
    'ejection-secs': seconds('How long a target stays out the first time; longer with each further time.', {
      default: 30,
    }),
    'max-ejected-percent': percent('Share of the targets that may be out at once.', { default: 50 }),
    'panic-percent': percent(
      'Share of targets in service below which all are used, as if none were out; 0 for never, while one is left.',
      { default: 0 },
    ),
  },
  { default: {} },
);

/** A group of targets that answer alike. */
export const upstream = block(
  'A group of targets that answer alike.',
  {
    id: text('Name in logs and metrics.', { required: true, form: id }),
    targets: blocks('The addresses.', 'target', target, { default: [], aliases: ['address'] }),
    'load-balancing': loadBalancing,
    'host-header': text(
      'Host sent to the target: `preserve` sends that of the client, `target` that of the target, anything else is sent as it is.',
      {
        default: 'preserve',
        form: hostHeader,
      },
    ),
    timeouts,
    'connection-pool': connectionPool,
    tls: upstreamTls,
    'passive-health': passiveHealth,
    'http-version': httpVersion,
    'health-check': healthCheck,
    'circuit-breaker': upstreamBreaker,
    'slow-start-secs': seconds(
      'Time in which a target that comes back, or is new, rises to its whole share; it has it at once when absent.',
    ),
    'drain-timeout-secs': seconds(
      'Longest time that requests under way to a target go on once it was removed, or checks found it unhealthy; then they are broken off.',
      { default: 300, minMs: 0, needs: 'target-draining' },
    ),
    discovery,
    inference: upstreamInference,
  },
  { required: true, args: ['id'] },
);

/** All upstreams. */
export const upstreams = blocks('Where requests go.', 'upstream', upstream, { default: [], wrapped: true });
