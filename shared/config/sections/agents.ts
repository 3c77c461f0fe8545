import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { milliseconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { free } from '../fields/free.ts';
import { choices } from '../fields/list.ts';
import { whole } from '../fields/number.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';
import { httpUrl } from '../forms/http-url.ts';
import { id } from '../forms/id.ts';
import { circuitBreaker } from './circuit-breaker.ts';

const encryption = {
  tls: flag('Encrypts the connection.', { default: false }),
  'tls-insecure': flag('Takes any certificate.', {
    default: false,
    aliases: ['insecure-skip-verify'],
    needs: 'upstream-tls-trust',
  }),
  'ca-cert': text('Authorities to trust, PEM file.', { holds: 'certificates', needs: 'upstream-tls-trust' }),
  'client-cert': text('Certificate to show, PEM file.', { holds: 'certificates', needs: 'upstream-tls-trust' }),
  'client-key': text('Its private key, PEM file.', { holds: 'private-key', needs: 'upstream-tls-trust' }),
} as const;

const bodyMode = {
  name: '"buffer", "stream", "hybrid" or "hybrid:<bytes>"',
  accepts: (value: string) => /^(?:buffer|stream|hybrid(?::\d{1,12})?)$/.test(value),
};

const pool = block(
  'Connections to the agent.',
  {
    'connections-per-agent': whole('Connections.', { default: 4, min: 1, aliases: ['connections', 'pool-size'] }),
    'load-balance': choice('How one is chosen.', ['round-robin', 'least-connections', 'health-based', 'random'], {
      default: 'round-robin',
    }),
    'connect-timeout-ms': milliseconds('Longest wait for a connection.', { default: 5000 }),
    'reconnect-interval-ms': milliseconds('Wait before the next try.', { default: 5000 }),
    'max-reconnect-attempts': whole('Tries.', { default: 3 }),
    'drain-timeout-ms': milliseconds('How long calls under way may take at the end.', { default: 30_000 }),
    'max-concurrent-per-connection': whole('Calls at once on one connection.', { default: 100, min: 1 }),
    'health-check-interval-ms': milliseconds('Time between two checks.', { default: 10_000 }),
  },
  { later: true },
);

/** A program outside that is asked about requests. */
export const agent = block(
  'A program outside that is asked about requests and responses.',
  {
    id: text('Name that filters use.', { required: true, form: id }),
    type: text('What it is for; for the log alone.'),
    'unix-socket': block(
      'Reaches it by a Unix socket.',
      { path: text('The socket.', { required: true }) },
      { args: ['path'], short: true, later: true },
    ),
    grpc: block(
      'Reaches it by gRPC.',
      { address: text('Its address.', { required: true, form: httpUrl }), ...encryption },
      { args: ['address'], short: true, later: true },
    ),
    http: block(
      'Reaches it by HTTP with JSON.',
      { url: text('Its address.', { required: true, form: httpUrl }), ...encryption },
      { args: ['url'], short: true },
    ),
    events: choices(
      'What it is asked about.',
      ['request-headers', 'request-body', 'response-headers', 'response-body', 'log', 'websocket-frame', 'guardrail'],
      {
        default: ['request-headers'],
        spellings: { log: ['request-complete'], 'websocket-frame': ['web-socket-frame'] },
        commas: true,
      },
    ),
    'timeout-ms': milliseconds('Longest wait for an answer.', { default: 1000 }),
    'failure-mode': choice('What happens when it fails.', ['open', 'closed'], {
      default: 'open',
      spellings: { open: ['fail-open'], closed: ['fail-closed'] },
      later: true,
    }),
    'circuit-breaker': circuitBreaker,
    'max-request-body-bytes': size('Largest request body that it is shown.', { min: 1, later: true }),
    'max-response-body-bytes': size('Largest response body that it is shown.', { min: 1, later: true }),
    'request-body-mode': text('How request bodies are shown.', { default: 'buffer', form: bodyMode, later: true }),
    'response-body-mode': text('How response bodies are shown.', { default: 'buffer', form: bodyMode, later: true }),
    'chunk-timeout-ms': milliseconds('Longest wait for an answer about a piece of a body.', {
      default: 5000,
      later: true,
    }),
    'max-concurrent-calls': whole('Calls at once.', { default: 100, min: 1 }),
    pool,
    'protocol-version': whole('Version of the protocol.', { default: 2, min: 1, max: 2, later: true }),
    config: free('What it is told at start.', { later: true }),
  },
  { required: true, args: ['id'] },
);

/** All agents. */
export const agents = blocks('Programs outside that are asked about requests and responses.', 'agent', agent, {
  default: [],
  wrapped: true,
});
