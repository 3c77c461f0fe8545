/** Who a failure is to be laid at: the client, the configuration and its rules, the upstream, or Sentinel itself. */
export type FaultSource = 'downstream' | 'policy' | 'upstream' | 'internal';

interface CodeRow {
  readonly status: number;
  readonly source: FaultSource;
  /** What a client is told: one sentence, nothing of the inside. */
  readonly title: string;
}

/** Every failure Sentinel can answer with. Statuses, error bodies, metrics and the reference are made from this table. */
export const codes = {
  bad_request: { status: 400, source: 'downstream', title: 'The request is malformed.' },
  bad_host: { status: 400, source: 'downstream', title: 'The Host of the request is missing, repeated or invalid.' },
  bad_framing: { status: 400, source: 'downstream', title: 'The length of the request body is ambiguous.' },
  bad_upgrade: { status: 400, source: 'downstream', title: 'The upgrade request is malformed.' },
  request_body_broken: { status: 400, source: 'downstream', title: 'The request body ended early.' },
  request_timeout: { status: 408, source: 'downstream', title: 'The request did not arrive in time.' },
  precondition_failed: { status: 412, source: 'downstream', title: 'The condition of the request does not hold.' },
  range_not_satisfiable: { status: 416, source: 'downstream', title: 'There are no such bytes.' },
  payload_too_large: { status: 413, source: 'downstream', title: 'The request body is larger than allowed.' },
  request_invalid: {
    status: 400,
    source: 'downstream',
    title: 'The request does not fit the description of this API.',
  },
  media_type_not_supported: {
    status: 415,
    source: 'downstream',
    title: 'The type of the request body is not supported.',
  },
  content_coding_not_supported: {
    status: 415,
    source: 'downstream',
    title: 'The coding of the request body is not supported.',
  },
  content_coding_broken: {
    status: 400,
    source: 'downstream',
    title: 'The request body is not in the coding it names.',
  },
  uri_too_long: { status: 414, source: 'downstream', title: 'The request target is longer than allowed.' },
  expectation_failed: { status: 417, source: 'downstream', title: 'The expectation of the request cannot be met.' },
  headers_too_large: { status: 431, source: 'downstream', title: 'The request headers are larger than allowed.' },
  too_many_headers: { status: 431, source: 'downstream', title: 'The request has more headers than allowed.' },
  client_left: { status: 499, source: 'downstream', title: 'The client left before the answer was complete.' },
  method_not_implemented: { status: 501, source: 'downstream', title: 'The request method is not supported.' },
  transfer_coding_not_implemented: {
    status: 501,
    source: 'downstream',
    title: 'The transfer coding of the request is not supported.',
  },
  http_version_not_supported: { status: 505, source: 'downstream', title: 'The HTTP version is not supported.' },
  unauthorized: { status: 401, source: 'policy', title: 'This resource needs a valid token.' },
  credentials_invalid: { status: 401, source: 'policy', title: 'The credentials are missing or not valid.' },
  scope_insufficient: { status: 403, source: 'policy', title: 'The token does not allow this.' },
  auth_unavailable: { status: 503, source: 'internal', title: 'The credentials cannot be checked now.' },
  access_denied: { status: 403, source: 'policy', title: 'Access is denied.' },
  maintenance: { status: 503, source: 'policy', title: 'This service is down for maintenance.' },
  injected: { status: 500, source: 'policy', title: 'This failure is a test.' },
  upgrade_not_allowed: { status: 403, source: 'policy', title: 'This route does not allow WebSocket connections.' },
  route_not_found: { status: 404, source: 'policy', title: 'No route matches the request.' },
  not_found: { status: 404, source: 'policy', title: 'The requested resource could not be found.' },
  method_not_allowed: { status: 405, source: 'policy', title: 'The method is not allowed here.' },
  limit_key_missing: { status: 400, source: 'policy', title: 'The request lacks what its limit is counted by.' },
  rate_limited: { status: 429, source: 'policy', title: 'Too many requests.' },
  token_limit_exceeded: { status: 429, source: 'policy', title: 'Too many tokens in too short a time.' },
  budget_exhausted: { status: 429, source: 'policy', title: 'The budget of this period is used up.' },
  request_too_large_for_limit: { status: 413, source: 'policy', title: 'The request alone is larger than its limit.' },
  guardrail_blocked: { status: 400, source: 'policy', title: 'The content of the request or answer is not allowed.' },
  guardrail_unavailable: { status: 503, source: 'policy', title: 'The content cannot be checked now.' },
  model_not_allowed: { status: 403, source: 'policy', title: 'This model may not be used here.' },
  model_not_found: { status: 404, source: 'policy', title: 'No upstream serves this model.' },
  ledger_unavailable: { status: 503, source: 'internal', title: 'The limits of this resource cannot be checked now.' },
  keys_unavailable: { status: 503, source: 'internal', title: 'Keys cannot be checked now.' },
  cache_unavailable: { status: 503, source: 'internal', title: 'What is kept cannot be purged now. Purge again.' },
  not_cached: { status: 504, source: 'policy', title: 'There is no kept answer, and the client asked for no other.' },
  overloaded: { status: 503, source: 'policy', title: 'Too many requests are under way.' },
  upstream_refused: { status: 502, source: 'upstream', title: 'The upstream could not be reached.' },
  upstream_tls_failed: { status: 502, source: 'upstream', title: 'The upstream could not be trusted.' },
  upstream_reset: { status: 502, source: 'upstream', title: 'The upstream closed the connection before it answered.' },
  upstream_bad_response: { status: 502, source: 'upstream', title: 'The upstream answered with invalid HTTP.' },
  response_invalid: {
    status: 502,
    source: 'upstream',
    title: 'The upstream answered with what its description does not allow.',
  },
  upstream_body_broken: { status: 502, source: 'upstream', title: 'The upstream broke off its answer.' },
  upstream_error: { status: 502, source: 'upstream', title: 'The upstream answered with an error.' },
  upstream_queue_full: {
    status: 503,
    source: 'upstream',
    title: 'Too many requests are waiting for the upstream.',
  },
  no_healthy_target: { status: 503, source: 'upstream', title: 'No healthy upstream target is available.' },
  target_drained: { status: 503, source: 'upstream', title: 'The server that was to answer is out of use.' },
  upstream_connect_timeout: { status: 504, source: 'upstream', title: 'The upstream could not be reached in time.' },
  upstream_first_byte_timeout: { status: 504, source: 'upstream', title: 'The upstream did not answer in time.' },
  first_token_timeout: { status: 504, source: 'upstream', title: 'The model did not begin to answer in time.' },
  token_timeout: { status: 504, source: 'upstream', title: 'The model stopped answering.' },
  upstream_model_error: { status: 502, source: 'upstream', title: 'The model failed.' },
  upstream_read_timeout: { status: 504, source: 'upstream', title: 'The upstream stopped sending.' },
  upstream_write_timeout: { status: 504, source: 'upstream', title: 'The upstream stopped reading.' },
  total_timeout: { status: 504, source: 'upstream', title: 'The request took longer than allowed.' },
  shutting_down: { status: 503, source: 'internal', title: 'The server is shutting down.' },
  internal: { status: 500, source: 'internal', title: 'The request could not be handled.' },
} as const satisfies Record<string, CodeRow>;

/** A stable name of a failure; clients and dashboards match on it, never on the text. */
export type Code = keyof typeof codes;
