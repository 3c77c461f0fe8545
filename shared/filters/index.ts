import { apiKeys } from './api-keys.ts';
import { basicAuth } from './basic-auth.ts';
import { compress } from './compress.ts';
import { concurrency } from './concurrency.ts';
import { cors } from './cors.ts';
import { decompress } from './decompress.ts';
import { errorPages } from './error-pages.ts';
import { faultInjection } from './fault-injection.ts';
import { forwardAuth } from './forward-auth.ts';
import { geo } from './geo.ts';
import { headers } from './headers.ts';
import { introspection } from './introspection.ts';
import { ipAccess } from './ip-access.ts';
import { jwt } from './jwt.ts';
import { log } from './log.ts';
import { maintenance } from './maintenance.ts';
import { rateLimit } from './rate-limit.ts';
import { redirect } from './redirect.ts';
import { requestId } from './request-id.ts';
import { requestSize } from './request-size.ts';
import { securityHeaders } from './security-headers.ts';
import { stripPrefix } from './strip-prefix.ts';
import { timeout } from './timeout.ts';
import { trafficSplit } from './traffic-split.ts';
import { urlRewrite } from './url-rewrite.ts';
import { virtualKey } from './virtual-key.ts';

/** Every filter there is. The configuration and the contract tests read this table. */
export const filters = [
  ipAccess,
  geo,
  maintenance,
  faultInjection,
  basicAuth,
  apiKeys,
  jwt,
  introspection,
  forwardAuth,

  headers,
  timeout,
  redirect,
  urlRewrite,
  stripPrefix,
  trafficSplit,
  rateLimit,
  concurrency,
  virtualKey,
  compress,
  cors,
  decompress,
  errorPages,
  log,
  requestId,
  requestSize,
  securityHeaders,
] as const;
