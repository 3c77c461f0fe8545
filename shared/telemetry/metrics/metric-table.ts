import type { Metric } from './metric.ts';

/** Seconds. What is answered from memory falls into the first, what a model writes for minutes into the last. */
const durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Every metric. The page, its text, the bounds of its labels and the reference are made from this table. */
export const metricTable = {
  up: { name: 'up', kind: 'gauge', help: 'Always 1.', labels: [] },
  build: { name: 'build_info', kind: 'gauge', help: 'Always 1: version and runtime.', labels: ['version', 'runtime'] },
  started: { name: 'start_time_seconds', kind: 'gauge', help: 'When the process began, since the epoch.', labels: [] },
  memory: { name: 'memory_bytes', kind: 'gauge', help: 'Memory of the process.', labels: ['kind'] },
  draining: { name: 'draining', kind: 'gauge', help: '1 while the process takes no new work.', labels: [] },
  reloads: { name: 'config_reloads', kind: 'counter', help: 'Readings of the configuration.', labels: ['result'] },
  connections: { name: 'connections', kind: 'gauge', help: 'Connections of clients that are open.', labels: [] },
  turnedAway: {
    name: 'connections_turned_away',
    kind: 'counter',
    help: 'Connections of clients closed because there were too many.',
    labels: [],
  },

  inFlight: { name: 'requests_in_flight', kind: 'gauge', help: 'Requests under way.', labels: [] },
  requests: {
    name: 'requests',
    kind: 'counter',
    help: 'Requests that are over.',
    labels: ['route', 'method', 'status'],
  },
  faults: {
    name: 'request_faults',
    kind: 'counter',
    help: 'Requests that failed or were refused, by the code of the failure.',
    labels: ['route', 'code'],
  },
  durations: {
    name: 'request_duration_seconds',
    kind: 'histogram',
    help: 'From the head of a request to the last byte of its answer.',
    labels: ['route'],
    bounds: durations,
  },
  firstBytes: {
    name: 'request_first_byte_seconds',
    kind: 'histogram',
    help: 'From the head of a request to the head of the answer of an upstream.',
    labels: ['route'],
    bounds: durations,
  },
  bytesIn: { name: 'request_bytes', kind: 'counter', help: 'Bytes of request bodies received.', labels: ['route'] },
  bytesOut: { name: 'response_bytes', kind: 'counter', help: 'Bytes of answers sent.', labels: ['route'] },
  cached: {
    name: 'cache_requests',
    kind: 'counter',
    help: 'Requests on routes with a cache, by what it did.',
    labels: ['route', 'state'],
  },
  limitHits: {
    name: 'limit_hits',
    kind: 'counter',
    help: 'Requests that met a limit of rate, concurrency, tokens or budget.',
    labels: ['route', 'limit', 'action'],
  },

  attempts: {
    name: 'upstream_attempts',
    kind: 'counter',
    help: 'Tries at targets, by the class of the status or the code of the failure.',
    labels: ['upstream', 'target', 'outcome'],
  },
  attemptDurations: {
    name: 'upstream_attempt_duration_seconds',
    kind: 'histogram',
    help: 'From the start of a try to the head of its answer, or to its failure.',
    labels: ['upstream'],
    bounds: durations,
  },
  retries: { name: 'upstream_retries', kind: 'counter', help: 'Tries after a try that failed.', labels: ['upstream'] },
  hedges: { name: 'upstream_hedges', kind: 'counter', help: 'Tries beside one that took long.', labels: ['upstream'] },
  fallbacks: {
    name: 'fallbacks',
    kind: 'counter',
    help: 'Requests that went to another upstream, by the reason of the last change.',
    labels: ['route', 'from', 'to', 'reason'],
  },
  health: {
    name: 'upstream_events',
    kind: 'counter',
    help: 'Changes of what is known of an upstream and its targets.',
    labels: ['upstream', 'event'],
  },
  targets: { name: 'upstream_targets', kind: 'gauge', help: 'Targets, by state.', labels: ['upstream', 'state'] },
  targetUp: {
    name: 'target_up',
    kind: 'gauge',
    help: '1 while requests are sent to the target, else 0.',
    labels: ['upstream', 'target'],
  },
  targetLoad: {
    name: 'target_in_flight',
    kind: 'gauge',
    help: 'Requests under way at the target.',
    labels: ['upstream', 'target'],
  },
  pools: {
    name: 'upstream_connections',
    kind: 'gauge',
    help: 'Connections of HTTP/1.1 to the targets of an upstream, `open` or being made, `idle` of these, and requests `waiting` for one.',
    labels: ['upstream', 'state'],
  },
  breakers: {
    name: 'circuit_breaker_state',
    kind: 'gauge',
    help: '0 closed, 1 half-open, 2 open.',
    labels: ['upstream', 'for'],
  },
  shadows: { name: 'shadow_requests', kind: 'counter', help: 'Copies of requests.', labels: ['route', 'result'] },

  modelRequests: {
    name: 'inference_requests',
    kind: 'counter',
    help: 'Requests to models, by how the answer ended.',
    labels: ['route', 'provider', 'answer', 'outcome'],
  },
  tokens: {
    name: 'inference_tokens',
    kind: 'counter',
    help: 'Tokens charged; those of `cached-input`, `cache-write` and `reasoning` are among the others.',
    labels: ['route', 'model', 'kind'],
  },
  costs: {
    name: 'inference_cost_micro_units',
    kind: 'counter',
    help: 'What answers cost, in millionths of a unit of the currency.',
    labels: ['route', 'model', 'currency'],
  },
  unpriced: {
    name: 'inference_unpriced',
    kind: 'counter',
    help: 'Answers of models without a known price.',
    labels: ['route', 'model'],
  },
  firstTokens: {
    name: 'inference_first_token_seconds',
    kind: 'histogram',
    help: 'From the head of a request to the first content of a stream.',
    labels: ['route'],
    bounds: durations,
  },
  budgetSpent: {
    name: 'budget_spent',
    kind: 'counter',
    help: 'What requests settled here took of a budget: tokens, or millionths of the currency.',
    labels: ['route', 'budget', 'unit'],
  },
  budgetLimit: {
    name: 'budget_limit',
    kind: 'gauge',
    help: 'The budget, with what was carried over, of whoever has least of it left.',
    labels: ['route', 'budget', 'unit'],
  },
  budgetRemaining: {
    name: 'budget_remaining',
    kind: 'gauge',
    help: 'What is left of the budget in this period to whoever has least of it left, as of the requests settled here.',
    labels: ['route', 'budget', 'unit'],
  },
  budgetAlerts: {
    name: 'budget_alerts',
    kind: 'counter',
    help: 'Alerts of budgets told here, by the threshold in percent.',
    labels: ['route', 'budget', 'threshold'],
  },
  findings: {
    name: 'guardrail_findings',
    kind: 'counter',
    help: 'What guards found in requests and answers, and what they did.',
    labels: ['route', 'guard', 'where', 'action'],
  },
  ledgerFailures: {
    name: 'ledger_failures',
    kind: 'counter',
    help: 'Questions that a ledger did not answer.',
    labels: ['ledger'],
  },
} as const satisfies Record<string, Metric>;

/** A metric, by its key in the table. */
export type MetricKey = keyof typeof metricTable;

/** The keys of the metrics of one kind. */
export type KeyOf<Kind extends Metric['kind']> = {
  [Key in MetricKey]: (typeof metricTable)[Key]['kind'] extends Kind ? Key : never;
}[MetricKey];
