import { block } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { milliseconds, seconds } from '../fields/duration.ts';
import { texts } from '../fields/list.ts';
import { decimal, whole } from '../fields/number.ts';
import { pairs } from '../fields/pairs.ts';
import { percent } from '../fields/percent.ts';
import { statuses } from '../fields/statuses.ts';
import { text } from '../fields/text.ts';
import { kind, variants } from '../fields/variants.ts';
import { host } from '../forms/host.ts';
import { requestTarget } from '../forms/request-target.ts';

const readiness = block('Whether a model server is ready.', {
  'inference-probe': block('Asks for a completion.', {
    endpoint: text('Path.', { default: '/v1/completions', form: requestTarget }),
    model: text('Model to ask; the first of the expected ones when absent or empty.', { mayBeEmpty: true }),
    prompt: text('What to ask.', { default: '.' }),
    'max-tokens': whole('Tokens to ask for.', { default: 1, min: 1 }),
    'timeout-secs': seconds('Longest wait.', { default: 30 }),
    'max-latency-ms': milliseconds('Latency above which it is not ready.'),
  }),
  'model-status': block('Asks for the status of models.', {
    'endpoint-pattern': text('Path; `{model}` is filled in.', {
      default: '/v1/models/{model}/status',
      form: requestTarget,
    }),
    models: texts('The models; the expected ones when absent.', { default: [], commas: true }),
    'expected-status': text('Status that means ready.', { default: 'ready' }),
    'status-field': text('Field that holds the status.', { default: 'status' }),
    'timeout-secs': seconds('Longest wait.', { default: 5 }),
  }),
  'queue-depth': block('Looks at the queue.', {
    header: text('Response header that holds the depth.'),
    'body-field': text('Field of the body that holds the depth.'),
    endpoint: text('Path; that of the list of models when absent.', { form: requestTarget }),
    'degraded-threshold': whole('Depth from which it is degraded.', { default: 50 }),
    'unhealthy-threshold': whole('Depth from which it is unhealthy.', { default: 200 }),
    'timeout-secs': seconds('Longest wait.', { default: 5 }),
  }),
  'warmth-detection': block('Tells a cold target by how long its answers to clients take to begin.', {
    'sample-size': whole('Answers that make its baseline, and of which more than half must be slow.', {
      default: 10,
      min: 1,
      max: 100,
    }),
    'cold-threshold-multiplier': decimal('How many times slower than its baseline slow is.', { default: 3, min: 1 }),
    'idle-cold-timeout-secs': seconds('Time without an answer after which the next one alone decides.', {
      default: 300,
    }),
    'cold-action': choice(
      'What happens to it beside a line in the log: `mark-degraded` leaves it a tenth of its requests until it is warm, `mark-unhealthy` none while another is warm, until its checks have passed.',
      ['log-only', 'mark-degraded', 'mark-unhealthy'],
      { default: 'log-only' },
    ),
  }),
});

const asking = {
  host: text('Host to send; that of the target when absent.', { form: host }),
  headers: pairs('Further header fields to send.', { default: {} }),
};

/** How targets are asked whether they are well. */
export const healthCheck = variants(
  'Asks the targets whether they are well.',
  {
    tag: 'type',
    common: {
      'interval-secs': seconds('Time between two checks of a target.', { default: 10 }),
      'jitter-percent': percent('Share of the interval by which a check may come early, by chance.', { default: 10 }),
      'timeout-secs': seconds('Longest wait for an answer.', { default: 5 }),
      'healthy-threshold': whole('Good answers in a row that make a target healthy.', { default: 2, min: 1 }),
      'unhealthy-threshold': whole('Bad answers in a row that make a target unhealthy.', { default: 3, min: 1 }),
      initial: choice(
        'What a target counts as at first; with `check-first` it is not used before its first check, which alone decides.',
        ['healthy', 'unhealthy', 'check-first'],
        { default: 'healthy' },
      ),
      'panic-percent': percent(
        'Share of healthy targets below which all are used, whatever the checks say; 0 for never.',
        { default: 0 },
      ),
      port: whole('Port to ask, where it is not that of the target.', { min: 1, max: 65_535 }),
    },
    cases: {
      tcp: kind('Opens a connection.', {}),
      http: kind('Sends a request.', {
        path: text('Path, perhaps with a query.', { default: '/health', form: requestTarget }),
        method: choice('Method.', ['GET', 'HEAD', 'OPTIONS', 'POST'], { default: 'GET' }),
        'expected-status': statuses('Statuses that mean healthy, such as `200` or `"200-299"`.', { default: [200] }),
        'expected-body': text('Text that the first 64 KiB of the body must hold.'),
        'expected-body-regex': text('Regular expression that the first 64 KiB of the body must match.'),
        ...asking,
      }),
      grpc: kind('Calls the health service of gRPC, by HTTP/2.', {
        service: text('Service to ask for; empty for the server as a whole.', {
          default: 'grpc.health.v1.Health',
          mayBeEmpty: true,
        }),
      }),
      inference: kind('Asks for the models.', {
        endpoint: text('Path.', { default: '/v1/models', form: requestTarget }),
        'expected-models': texts('Models that must be there, by their whole names.', { default: [], commas: true }),
        ...asking,
        readiness,
      }),
    },
  },
  { args: ['type'], fallback: 'tcp', short: true },
);
