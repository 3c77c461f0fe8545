import { block, type Fields } from '../fields/block.ts';
import { decimal, whole } from '../fields/number.ts';
import { percent } from '../fields/percent.ts';
import { size } from '../fields/size.ts';

/** Requests per second, over everything of a part of the configuration. */
export const requestRates = {
  'max-requests-per-second-global': whole('Requests per second.', { min: 1 }),
  'max-requests-per-second-per-client': whole('Requests per second of one client.', { min: 1 }),
  'max-requests-per-second-per-route': whole('Requests per second of each route.', { min: 1 }),
} as const satisfies Fields;

/** What may be limited, for everything or for a part of it. */
export const limitFields = {
  'max-header-size': size('All names and values of the request headers together.', { default: 8192, min: 1 }),
  'max-header-count': whole('Request headers.', { default: 100, min: 1, max: 10_000 }),
  'max-header-name': size('Name of one request header.', { default: 256, min: 1, aliases: ['max-header-name-length'] }),
  'max-header-value': size('Value of one request header.', {
    default: 4096,
    min: 1,
    aliases: ['max-header-value-length'],
  }),
  'max-uri-length': size('Target of a request.', { default: 8192, min: 16 }),
  'max-body-size': size('Request body.', { default: 10_485_760 }),
  'max-connections-per-client': whole(
    'Connections of one client, by its IPv4 address or /64 of IPv6, to one listener.',
    {
      default: 100,
      min: 1,
      needs: 'connection-limits',
    },
  ),
  'max-total-connections': whole('Connections of all clients.', {
    default: 10_000,
    min: 1,
    aliases: ['max-connections'],
    needs: 'connection-limits',
  }),
  'max-in-flight-requests': whole('Requests under way at once.', { default: 10_000, min: 1 }),
  'max-body-buffer': size('Part of a body that is held in memory.', { default: 1_048_576, later: true }),
  'max-body-inspection': size('Part of a body that is looked at.', { default: 1_048_576, later: true }),
  'max-decompression-ratio': decimal(
    'How many times larger a body may become when `decompress` or an AI route decodes it.',
    { default: 100, min: 1 },
  ),
  'max-decompressed-size': size('Body that `decompress` or an AI route has decoded.', { default: 104_857_600, min: 1 }),
  'max-connections-per-route': whole(
    'Requests and WebSockets under way at once on each route; unlimited when absent.',
    { min: 1, later: true },
  ),
  'max-idle-connections-per-upstream': whole('Idle connections to one upstream.', { default: 100, later: true }),
  'max-in-flight-requests-per-worker': whole(
    'Requests under way in one process, if fewer than `max-in-flight-requests`.',
    { min: 1 },
  ),
  'max-queued-requests': whole('Requests that wait at once for a turn, at whatever limit.', { default: 1000 }),
  'max-agent-queue-depth': whole('Calls waiting for one agent.', { default: 100, later: true }),
  'max-agent-body': size('Body shown to an agent.', { default: 1_048_576, later: true }),
  'max-agent-response': size('Answer of an agent.', { default: 10_240, later: true }),
  ...requestRates,
  'max-memory': size('Memory of the process.', { later: true }),
  'max-memory-percent': percent('Memory of the process, as a share.', { later: true }),
} as const satisfies Fields;

/** What nobody may exceed. */
export const limits = block('What nobody may exceed.', limitFields, { default: {} });

/** What a namespace or service may limit for its own routes, beside what stands around it. */
export const scopeLimits = block('Limits of this part, beside those around it.', {
  ...allLater(limitFields),
  'max-body-size': size('Request body; that of the part around it when absent.'),
  ...requestRates,
});

/** The same settings, none of which this build can do for a part alone. */
function allLater<F extends Fields>(fields: F): F {
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, { ...field, notes: { ...field.notes, later: true } }]),
  ) as unknown as F;
}
