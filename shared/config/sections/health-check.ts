import { block } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { milliseconds, seconds } from '../fields/duration.ts';
import { texts, wholes } from '../fields/list.ts';
import { decimal, whole } from '../fields/number.ts';
import { text } from '../fields/text.ts';
import { kind, variants } from '../fields/variants.ts';

const readiness = block('Whether a model server is ready.', {
  'inference-probe': block('Asks for a completion.', {
    endpoint: text('Path.', { default: '/v1/completions' }),
    model: text('Model to ask.'),
    prompt: text('What to ask.', { default: '.' }),
    'max-tokens': whole('Tokens to ask for.', { default: 1, min: 1 }),
    'timeout-secs': seconds('Longest wait.', { default: 30 }),
    'max-latency-ms': milliseconds('Latency above which it is not ready.'),
  }),
  'model-status': block('Asks for the status of models.', {
    'endpoint-pattern': text('Path; `{model}` is filled in.', { default: '/v1/models/{model}/status' }),
    models: texts('The models.', { default: [], commas: true }),
    'expected-status': text('Status that means ready.', { default: 'ready' }),
    'status-field': text('Field that holds the status.', { default: 'status' }),
    'timeout-secs': seconds('Longest wait.', { default: 5 }),
  }),
  'queue-depth': block('Looks at the queue.', {
    header: text('Response header that holds the depth.'),
    'body-field': text('Field of the body that holds the depth.'),
    endpoint: text('Path.'),
    'degraded-threshold': whole('Depth from which it is degraded.', { default: 50 }),
    'unhealthy-threshold': whole('Depth from which it is unhealthy.', { default: 200 }),
    'timeout-secs': seconds('Longest wait.', { default: 5 }),
  }),
  'warmth-detection': block('Tells a cold model by its latency.', {
    'sample-size': whole('Answers that are looked at.', { default: 10, min: 1 }),
    'cold-threshold-multiplier': decimal('How many times slower cold is.', { default: 3, min: 1 }),
    'idle-cold-timeout-secs': seconds('Idle time after which it is cold.', { default: 300 }),
    'cold-action': choice('What happens when it is cold.', ['log-only', 'mark-degraded', 'mark-unhealthy'], {
      default: 'log-only',
    }),
  }),
});

/** How targets are asked whether they are well. */
export const healthCheck = variants(
  'Asks the targets whether they are well.',
  {
    tag: 'type',
    common: {
      'interval-secs': seconds('Time between two checks.', { default: 10 }),
      'timeout-secs': seconds('Longest wait for an answer.', { default: 5 }),
      'healthy-threshold': whole('Good answers in a row that make a target healthy.', { default: 2, min: 1 }),
      'unhealthy-threshold': whole('Bad answers in a row that make a target unhealthy.', { default: 3, min: 1 }),
    },
    cases: {
      tcp: kind('Opens a connection.', {}),
      http: kind('Sends a GET request.', {
        path: text('Path.', { default: '/health' }),
        'expected-status': wholes('Statuses that mean healthy.', { default: [200], min: 100, max: 599 }),
        host: text('Host to send; that of the target when absent.'),
      }),
      grpc: kind('Calls the health service.', {
        service: text('Service to ask for.', { default: 'grpc.health.v1.Health' }),
      }),
      inference: kind('Asks for the models.', {
        endpoint: text('Path.', { default: '/v1/models' }),
        'expected-models': texts('Models that must be there.', { default: [], commas: true }),
        readiness,
      }),
    },
  },
  { later: true, args: ['type'], fallback: 'tcp', short: true },
);
