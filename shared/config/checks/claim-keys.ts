import { parseLimitKey } from '../../filters/limits/limit-key.ts';
import type { Config } from '../config.ts';
import { findName } from '../scopes/find-name.ts';
import type { Scope } from '../scopes/scope.ts';
import type { Check, Look, Path } from './look.ts';

type FilterConfig = Config['filters'][number];
type RouteConfig = Config['routes'][number];

/** What is counted by a claim comes after the filter of the route that verifies it. */
export const claimKeys: Check = (look) => {
  refuseOuter(look, ['rate-limits', 'key'], look.config.rateLimits?.key);
  refuseOuter(look, ['rate-limits', 'global', 'key'], look.config.rateLimits?.global?.key);
  for (const scope of look.scopes) {
    scope.section.routes.forEach((route, index) => {
      const at = [...scope.path, 'routes', index];
      refuseOuter(look, [...at, 'policies', 'rate-limit', 'key'], route.policies.rateLimit?.key);
      const before = checkFilters(look, scope, route, at);
      checkInference(look, route, before, [...at, 'inference']);
    });
  }
};

/** Such limits are asked before all filters. */
function refuseOuter(look: Look, at: Path, key: string | undefined): void {
  if (key === undefined || !parseLimitKey(key)?.some(({ from }) => from === 'jwt-claim')) return;
  const hint = 'name a filter "rate-limit" after the one that verifies the claim';
  look.error(at, 'this limit is asked before all filters, and no claim is known yet', hint);
}

/** Answers with all filters of the route. */
function checkFilters(look: Look, scope: Scope, { filters }: RouteConfig, at: Path): readonly FilterConfig[] {
  const before: FilterConfig[] = [];
  filters.forEach((name, index) => {
    const found = findName('filters', name, scope, look.scopes);
    if (found.kind !== 'found') return;
    const filter = found.thing;
    if (filter.type === 'rate-limit' || filter.type === 'concurrency') {
      checkKey(look, [...at, 'filters', index], filter.key, before);
    }
    before.push(filter);
  });
  return before;
}

function checkInference(look: Look, { inference }: RouteConfig, before: readonly FilterConfig[], at: Path): void {
  // Virtual keys bring claims of their own.
  if (look.config.virtualKeys && inference?.virtualKeys !== 'off') return;
  const hasKeys = look.config.virtualKeys !== undefined && inference?.virtualKeys !== 'off';
  // Virtual keys are claims too, and those of the route are looked at before its limits.
  if (hasKeys) return;
  if (inference?.rateLimit) checkKey(look, [...at, 'rate-limit', 'key'], inference.rateLimit.key, before);
  inference?.budgets.forEach(({ key }, index) => {
    checkKey(look, [...at, 'budgets', index, 'key'], key, before);
  });
}

/** Whether filters that come before verify what a limit is counted by. */
function checkKey(look: Look, at: Path, key: string | undefined, before: readonly FilterConfig[]): void {
  for (const part of parseLimitKey(key ?? '') ?? []) {
    if (part.from !== 'jwt-claim' || before.some((filter) => verifies(filter, part.name))) continue;
    const hint = 'name a filter of type "jwt" or "introspection" before it in "filters" of the route';
    look.error(at, `no filter of the route verifies the claim "${part.name}" before it is counted by`, hint);
  }
}

function verifies(filter: FilterConfig, claim: string): boolean {
  switch (filter.type) {
    case 'jwt':
    case 'introspection':
    case 'virtual-key':
      return true;
    case 'basic-auth':
    case 'api-keys':
      return claim === 'sub';
    case 'forward-auth':
      return filter.upstreamHeaders.some((name) => name.toLowerCase() === claim.toLowerCase());
    default:
      return false;
  }
}
