import type { Topic } from '../case.ts';
import * as accessLog from './access-log.ts';
import * as aiFailures from './ai-failures.ts';
import * as aiGuardrails from './ai-guardrails.ts';
import * as aiLimits from './ai-limits.ts';
import * as aiRoutes from './ai-routes.ts';
import * as aiTokens from './ai-tokens.ts';
import * as aiTranslation from './ai-translation.ts';
import * as apiSchema from './api-schema.ts';
import * as authentication from './authentication.ts';
import * as balancing from './balancing.ts';
import * as bodyFraming from './body-framing.ts';
import * as bodyLimits from './body-limits.ts';
import * as brokenBodies from './broken-bodies.ts';
import * as builtins from './builtins.ts';
import * as builtinsWithoutToken from './builtins-without-token.ts';
import * as caching from './caching.ts';
import * as circuitBreakers from './circuit-breakers.ts';
import * as clientCertificates from './client-certificates.ts';
import * as compress from './compress.ts';
import * as concurrency from './concurrency.ts';
import * as cors from './cors.ts';
import * as discovery from './discovery.ts';
import * as encodings from './encodings.ts';
import * as fallback from './fallback.ts';
import * as forwarding from './forwarding.ts';
import * as forwardingTrusted from './forwarding-trusted.ts';
import * as geo from './geo.ts';
import * as headerBytes from './header-bytes.ts';
import * as headerPolicies from './header-policies.ts';
import * as healthChecks from './health-checks.ts';
import * as hedging from './hedging.ts';
import * as hopByHop from './hop-by-hop.ts';
import * as http2 from './http2.ts';
import * as http2Upstreams from './http2-upstreams.ts';
import * as malformed from './malformed.ts';
import * as metrics from './metrics.ts';
import * as namespaces from './namespaces.ts';
import * as ownReplies from './own-replies.ts';
import * as passageFilters from './passage-filters.ts';
import * as passiveHealth from './passive-health.ts';
import * as paths from './paths.ts';
import * as purging from './purging.ts';
import * as rateLimits from './rate-limits.ts';
import * as redirectsAndRewrites from './redirects-and-rewrites.ts';
import * as requestLimits from './request-limits.ts';
import * as retries from './retries.ts';
import * as routing from './routing.ts';
import * as routingByHost from './routing-by-host.ts';
import * as shadow from './shadow.ts';
import * as smallFilters from './small-filters.ts';
import * as staticFiles from './static-files.ts';
import * as stores from './stores.ts';
import * as streaming from './streaming.ts';
import * as timeouts from './timeouts.ts';
import * as tls from './tls.ts';
import * as tracing from './tracing.ts';
import * as trafficSplit from './traffic-split.ts';
import * as virtualKeys from './virtual-keys.ts';
import * as websockets from './websockets.ts';

/** Every topic of the parity suite, by name. */
export const topics: Readonly<Record<string, Topic>> = {
  routing,
  'routing by host': routingByHost,
  namespaces,
  paths,
  balancing,
  retries,
  hedging,
  fallback,
  shadow,
  timeouts,
  'passive health': passiveHealth,
  'health checks': healthChecks,
  discovery,
  'circuit breakers': circuitBreakers,
  'hop by hop': hopByHop,
  forwarding,
  'forwarding behind trusted proxies': forwardingTrusted,
  tracing,
  'header policies': headerPolicies,
  'header bytes': headerBytes,
  streaming,
  'body framing': bodyFraming,
  encodings,
  compress,
  'body limits': bodyLimits,
  'broken bodies': brokenBodies,
  websockets,
  'own replies': ownReplies,
  'request limits': requestLimits,
  builtins,
  metrics,
  'builtins without a token': builtinsWithoutToken,
  'access log': accessLog,
  authentication,
  'api validation': apiSchema,
  'rate limits': rateLimits,
  'stores of limits': stores,
  concurrency,
  caching,
  purging,
  'ai routes': aiRoutes,
  'limits of AI routes': aiLimits,
  'ai failures': aiFailures,
  'ai guardrails': aiGuardrails,
  'ai translation': aiTranslation,
  'ai tokens': aiTokens,
  'virtual keys': virtualKeys,
  'redirects and rewrites': redirectsAndRewrites,
  cors,
  'small-filters': smallFilters,
  'passage filters': passageFilters,
  'traffic split': trafficSplit,
  geo,
  'static files': staticFiles,
  malformed,
  tls,
  'client certificates': clientCertificates,
  'http/2': http2,
  'http/2 upstreams': http2Upstreams,
};
