import type { Config } from '../config.ts';
import type { Advice } from './advice-on.ts';

type Rule = (config: Config) => readonly Advice[];

/** Every rule, in the order in which its advice is shown. */
export const rules: readonly Rule[] = [
  noAccessLog,
  openAdminPages,
  believesEverybody,
  portEightyInClear,
  singleTarget,
  noPassiveHealth,
  unverifiedTls,
  randomCookieKey,
  retriesEverything,
  sendsEverythingOn,
  noRetryPolicy,
  noTotalTimeout,
  closedWithStore,
  corsBehindAuthentication,
];

function noAccessLog({ observability }: Config): readonly Advice[] {
  if (observability.logging.accessLog?.enabled) return [];
  return [advice('observability.logging.access-log', 'Nobody will know what was served. Add `access-log { }`.')];
}

function openAdminPages({ system, routes }: Config): readonly Advice[] {
  const shown = routes.filter(({ builtinHandler }) => builtinHandler === 'config' || builtinHandler === 'upstreams');
  if (system.adminToken !== undefined || shown.length === 0) return [];
  const names = shown.map(({ id }) => `"${id}"`).join(', ');
  return [advice('system.admin-token', `Whoever reaches a loopback listener sees ${names}. Set a token.`)];
}

function believesEverybody({ system, listeners }: Config): readonly Advice[] {
  const all = [
    { path: 'system', ranges: system.trustedProxies },
    ...listeners.map(({ id, trustedProxies = [] }) => ({ path: `listeners.${id}`, ranges: trustedProxies })),
  ];
  return all
    .filter(({ ranges }) => ranges.some((range) => range.endsWith('/0')))
    .map(({ path }) =>
      advice(`${path}.trusted-proxies`, 'Every client can claim any address. Name your proxies only.'),
    );
}

function portEightyInClear({ listeners }: Config): readonly Advice[] {
  return listeners
    .filter(({ address, protocol }) => address.endsWith(':80') && protocol === 'http')
    .map(({ id }) => advice(`listeners.${id}`, 'Traffic on port 80 can be read and changed on its way.'));
}

function singleTarget({ upstreams }: Config): readonly Advice[] {
  return upstreams
    .filter(({ targets, discovery }) => targets.length === 1 && !discovery)
    .map(({ id }) => advice(`upstreams.${id}`, 'There is one target: when it fails, every request fails.'));
}

function noPassiveHealth({ upstreams }: Config): readonly Advice[] {
  return upstreams
    .filter(
      ({ passiveHealth, healthCheck, circuitBreaker, targets, discovery }) =>
        !passiveHealth.enabled && !healthCheck && !circuitBreaker && (discovery || targets.length > 1),
    )
    .map(({ id }) => advice(`upstreams.${id}.passive-health`, 'Targets that fail go on receiving requests.'));
}

function unverifiedTls({ upstreams }: Config): readonly Advice[] {
  return upstreams
    .filter(({ tls }) => tls?.insecureSkipVerify)
    .map(({ id }) => advice(`upstreams.${id}.tls`, 'Anyone on the way can answer in its place. Name its `ca-cert`.'));
}

function randomCookieKey({ system, upstreams }: Config): readonly Advice[] {
  if (system.cookieSecret !== undefined) return [];
  return upstreams
    .filter(({ loadBalancing }) => loadBalancing.algorithm === 'sticky')
    .map(({ id }) =>
      advice(`upstreams.${id}.load-balancing`, 'Sticky cookies end with the process. Set `system { cookie-secret }`.'),
    );
}

function retriesEverything({ routes }: Config): readonly Advice[] {
  return routes
    .filter(({ retryPolicy }) => retryPolicy?.retryNonIdempotent)
    .map(({ id }) => advice(`routes.${id}.retry-policy`, 'A POST may take effect twice.'));
}

function sendsEverythingOn({ routes }: Config): readonly Advice[] {
  return routes
    .filter(({ fallback }) => fallback?.retryNonIdempotent)
    .map(({ id }) => advice(`routes.${id}.fallback`, 'A POST may take effect at two upstreams.'));
}

function noRetryPolicy({ routes, upstreams }: Config): readonly Advice[] {
  const several = new Set(upstreams.filter(({ targets }) => targets.length > 1).map(({ id }) => id));
  return routes
    .filter(({ upstream, retryPolicy }) => upstream !== undefined && several.has(upstream) && !retryPolicy)
    .map(({ id }) =>
      advice(`routes.${id}`, 'A request that one target fails is not tried at another. Add `retry-policy { }`.'),
    );
}

function noTotalTimeout({ routes, upstreams }: Config): readonly Advice[] {
  const bounded = new Set(upstreams.filter(({ timeouts }) => timeouts.requestMs !== undefined).map(({ id }) => id));
  return routes
    .filter(
      ({ upstream, policies }) => upstream !== undefined && !bounded.has(upstream) && policies.timeoutMs === undefined,
    )
    .map(({ id }) =>
      advice(
        `routes.${id}`,
        'A request may last for ever, as long as bytes keep coming. Set `policies { timeout-secs }`, unless it streams.',
      ),
    );
}

function closedWithStore({ ledger, filters }: Config): readonly Advice[] {
  const own = filters.flatMap((filter) => {
    if (filter.type !== 'rate-limit' || !filter.ledger || filter.failureMode !== undefined) return [];
    return [{ path: `filters.${filter.id}.ledger`, store: filter.ledger }];
  });
  return [{ path: 'ledger', store: ledger }, ...own]
    .filter(({ store }) => isShared(store) && store.failureMode === 'closed')
    .map(({ path, store }) =>
      advice(
        `${path}.failure-mode`,
        `While "${store.backend}" does not answer, every limited request gets 503. Write "local" or "open".`,
      ),
    );
}

/** Kept elsewhere, where it may be out of reach. */
function isShared(
  store: Config['ledger'],
): store is Exclude<Config['ledger'], { readonly backend: 'local' | 'sqlite' }> {
  return store.backend !== 'local' && store.backend !== 'sqlite';
}

/** What browsers ask beforehand comes without credentials. */
function corsBehindAuthentication({ routes, filters }: Config): readonly Advice[] {
  const types = new Map(filters.map(({ id, type }) => [id, type]));
  return routes
    .filter((route) => {
      const named = route.filters.map((name) => types.get(name) ?? '');
      return named.slice(0, Math.max(named.indexOf('cors'), 0)).some((type) => asksWho.has(type));
    })
    .map(({ id }) => advice(`routes.${id}.filters`, 'Browsers are refused before `cors` is asked. Name it first.'));
}

const asksWho: ReadonlySet<string> = new Set([
  'basic-auth',
  'api-keys',
  'jwt',
  'introspection',
  'forward-auth',
  'virtual-key',
]);

function advice(path: string, message: string): Advice {
  return { path, message };
}
