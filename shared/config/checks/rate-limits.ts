import type { Config } from '../config.ts';
import type { Check, Look, Path } from './look.ts';

type FilterConfig = Config['filters'][number];
type RateLimitConfig = Extract<FilterConfig, { readonly type: 'rate-limit' }>;

/** Settings of rate limits mean something beside one another. */
export const rateLimits: Check = (look) => {
  if (look.config.rateLimits?.defaultBurst !== undefined && look.config.rateLimits.defaultRps === undefined) {
    look.error(['rate-limits', 'default-burst'], '"default-burst" has no effect without "default-rps"');
  }
  checkLedger(look, ['ledger'], look.config.ledger);
  for (const { path, section } of look.scopes) {
    section.filters.forEach((filter, index) => {
      const at = [...path, 'filters', index];
      if (filter.type === 'rate-limit') checkFilter(look, at, filter);
      if (filter.type !== 'concurrency') return;
      if ((filter.ledger ?? look.config.ledger).backend === 'memcached') {
        look.error(at, 'places cannot be counted in "memcached"', 'give the filter a ledger of its own');
      }
      if (filter.ledger) checkLedger(look, [...at, 'ledger'], filter.ledger);
    });
  }
};

function checkFilter(look: Look, path: Path, filter: RateLimitConfig): void {
  if (filter.ledger) checkLedger(look, [...path, 'ledger'], filter.ledger);
  for (const message of [...idle(filter), ...idleStore(filter), ...idleTiers(filter)]) look.error(path, message);
  checkBackend(look, [...path, 'backend'], filter.backend);
  const values = filter.tiers.map(({ value }) => value);
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) look.error([...path, 'tiers'], `the tier "${twice}" is there twice`);
}

/** Whether a store can be found by its name alone. */
function checkBackend(look: Look, path: Path, backend: RateLimitConfig['backend']): void {
  const block = backend === undefined ? undefined : wholeBlocks.get(backend);
  if (block !== undefined) look.error(path, `"${backend}" has no usual place`, `write ${block} in its stead`);
  if (backend !== 'durable-object' || look.runtime === undefined || look.runtime === 'workerd') return;
  look.error(
    path,
    'only a Worker has bindings',
    'write ledger "durable-object" with the "url" of a Worker, and its "token"',
  );
}

/** How stores are named that are nowhere unless it is said where. */
const wholeBlocks: ReadonlyMap<string, string> = new Map([
  ['sqlite', 'ledger "sqlite" { file "limits.db" }'],
  ['upstash', 'ledger "upstash" { url "https://..."; token "${UPSTASH_TOKEN}" }'],
]);

/** Whether a ledger can be found by what is said of it. */
export function checkLedger(look: Look, path: Path, ledger: Config['ledger']): void {
  if (ledger.backend !== 'durable-object') return;
  const { binding, url, token } = ledger;
  if (url !== undefined && binding !== undefined) look.error(path, '"binding" and "url" name two ledgers');
  if (url !== undefined && token === undefined) look.error(path, 'a "durable-object" elsewhere asks for a "token"');
  if (url === undefined && token !== undefined) look.error(path, '"token" has no effect without "url"');
  if (url !== undefined || look.runtime === undefined || look.runtime === 'workerd') return;
  look.error(path, 'only a Worker has bindings', 'write the "url" of a Worker, and its "token"');
}

/** What has no effect beside the other settings. */
function idle({ algorithm, burst, tiers, limit, windowMs, onLimit, maxDelayMs }: RateLimitConfig): readonly string[] {
  const bursts = [burst, ...tiers.map((tier) => tier.burst)];
  const hasBurst = bursts.some((one) => one !== undefined);
  const found: string[] = [];
  if (algorithm !== 'token-bucket' && hasBurst) found.push(`"burst" has no effect: a ${algorithm} has no bucket`);
  if (windowMs !== undefined && limit === undefined) found.push('"window" has no effect without "limit"');
  if (onLimit !== 'delay' && maxDelayMs !== undefined)
    found.push('"max-delay-ms" has no effect without on-limit "delay"');
  return found;
}

function idleTiers({ tiers, tierHeader }: RateLimitConfig): readonly string[] {
  if (tiers.length > 0 && tierHeader === undefined) return ['"tiers" have no effect without "tier-header"'];
  if (tiers.length === 0 && tierHeader !== undefined) return ['"tier-header" has no effect without "tiers"'];
  return tiers.some(({ windowMs, limit }) => windowMs !== undefined && limit === undefined)
    ? ['"window" has no effect without "limit"']
    : [];
}

function idleStore(filter: RateLimitConfig): readonly string[] {
  const { backend, ledger, maxKeys } = filter;
  const found: string[] = [];
  if (backend !== undefined && ledger !== undefined)
    found.push('"backend" and "ledger" both say where counts are kept');
  const isElsewhere = ledger !== undefined || (backend !== undefined && backend !== 'local');
  if (maxKeys !== undefined && isElsewhere) found.push('"max-keys" has no effect: the counts are kept elsewhere');
  for (const store of ['redis', 'memcached'] as const) {
    const names = Object.keys(filter).filter((name) => name.startsWith(store));
    const isGiven = names.some((name) => filter[name as keyof RateLimitConfig] !== undefined);
    if (isGiven && backend !== store) found.push(`settings of ${store} have no effect without backend "${store}"`);
  }
  return found;
}
