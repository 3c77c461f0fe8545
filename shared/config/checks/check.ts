import { apiSchemas } from './api-schemas.ts';
import { authFilters } from './auth-filters.ts';
import { browserFilters } from './browser-filters.ts';
import { builtinAccess } from './builtin-access.ts';
import { cacheStore } from './cache-store.ts';
import { claimKeys } from './claim-keys.ts';
import { errorPageTexts } from './error-page-texts.ts';
import { exportedNames } from './exported-names.ts';
import { fallbacks } from './fallbacks.ts';
import { geoFilters } from './geo-filters.ts';
import { guardAgents } from './guard-agents.ts';
import { guardrails } from './guardrails.ts';
import { headerRules } from './header-rules.ts';
import { healthChecks } from './health-checks.ts';
import { hedges } from './hedges.ts';
import { inference } from './inference.ts';
import { inferenceLimits } from './inference-limits.ts';
import { inferenceMoney } from './inference-money.ts';
import { listenerNames } from './listener-names.ts';
import { listenerTls } from './listener-tls.ts';
import { listenersThere } from './listeners-there.ts';
import { logSettings } from './log-settings.ts';
import { type Check, Look, type LookParts } from './look.ts';
import { matchConditions } from './match-conditions.ts';
import { metrics } from './metrics.ts';
import { passageFilters } from './passage-filters.ts';
import { rateLimits } from './rate-limits.ts';
import { redirects } from './redirects.ts';
import { references } from './references.ts';
import { retryWaits } from './retry-waits.ts';
import { routeAnswers } from './route-answers.ts';
import { routeCaches } from './route-caches.ts';
import { routeConditions } from './route-conditions.ts';
import { schemaVersion } from './schema-version.ts';
import { shadowedRoutes } from './shadowed-routes.ts';
import { shadows } from './shadows.ts';
import { sharedBudgets } from './shared-budgets.ts';
import { stickyKey } from './sticky-key.ts';
import { trafficSplits } from './traffic-splits.ts';
import { uniqueNames } from './unique-names.ts';
import { unusedUpstreams } from './unused-upstreams.ts';
import { upstreamHttpVersions } from './upstream-http-versions.ts';
import { upstreamTargets } from './upstream-targets.ts';
import { upstreamTlsPairs } from './upstream-tls-pairs.ts';
import { virtualKeys } from './virtual-keys.ts';

/** Everything that must hold between settings, one idea each. */
export const checks: readonly Check[] = [
  schemaVersion,
  listenersThere,
  uniqueNames,
  exportedNames,
  listenerNames,
  listenerTls,
  references,
  routeConditions,
  routeAnswers,
  routeCaches,
  apiSchemas,
  cacheStore,
  matchConditions,
  shadowedRoutes,
  redirects,
  passageFilters,
  rateLimits,
  claimKeys,
  authFilters,
  headerRules,
  browserFilters,
  errorPageTexts,
  retryWaits,
  hedges,
  fallbacks,
  inference,
  guardAgents,
  guardrails,
  inferenceLimits,
  sharedBudgets,
  inferenceMoney,
  virtualKeys,
  shadows,
  trafficSplits,
  upstreamTargets,
  upstreamTlsPairs,
  upstreamHttpVersions,
  healthChecks,
  geoFilters,
  unusedUpstreams,
  builtinAccess,
  metrics,
  stickyKey,
  logSettings,
];

/** Runs all checks between settings. */
export function check(parts: LookParts): void {
  const look = new Look(parts);
  for (const each of checks) each(look);
}
