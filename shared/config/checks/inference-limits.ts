import { budgetsOf } from '../compile/compile-budgets.ts';
import type { Config } from '../config.ts';
import type { Check, Look, Path } from './look.ts';
import { checkLedger } from './rate-limits.ts';

type InferenceConfig = NonNullable<Config['routes'][number]['inference']>;
type RateConfig = NonNullable<InferenceConfig['rateLimit']>;
type BudgetConfig = InferenceConfig['budgets'][number];

/** Limits and budgets of AI routes mean something, can be counted where they are, and outlive the process. */
export const inferenceLimits: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.routes.forEach(({ inference }, index) => {
      if (inference) checkRoute(look, inference, [...path, 'routes', index, 'inference']);
    });
  }
};

function checkRoute(look: Look, { rateLimit, budgets }: InferenceConfig, path: Path): void {
  if (rateLimit) checkRate(look, rateLimit, [...path, 'rate-limit']);
  const names = new Set<string>();
  budgets.forEach((budget, index) => {
    const at = [...path, 'budgets', index];
    checkBudget(look, budget, at);
    for (const { name } of budgetsOf({ budgets: [budget] })) {
      if (names.has(name)) look.error(at, `the budget "${name}" is there twice`, 'give each its own name');
      names.add(name);
    }
  });
}

function checkRate(look: Look, rate: RateConfig, path: Path): void {
  const { tokensPerMinute, inputTokensPerMinute, outputTokensPerMinute, requestsPerMinute } = rate;
  const hasTokens = [tokensPerMinute, inputTokensPerMinute, outputTokensPerMinute].some((each) => each !== undefined);
  if (!hasTokens && requestsPerMinute === undefined)
    look.error(path, 'there is no limit in it', 'write "tokens-per-minute" or "requests-per-minute"');
  if (!hasTokens && rate.burstTokens !== undefined)
    look.error([...path, 'burst-tokens'], '"burst-tokens" has no effect without a limit of tokens');
  if (!hasTokens && rate.algorithm !== 'token-bucket')
    look.error([...path, 'algorithm'], '"algorithm" has no effect without a limit of tokens');
  if (requestsPerMinute === undefined && rate.burstRequests !== undefined)
    look.error([...path, 'burst-requests'], '"burst-requests" has no effect without "requests-per-minute"');
  checkStore(look, path, rate.ledger);
}

function checkBudget(look: Look, budget: BudgetConfig, path: Path): void {
  const { limit, costLimit, ledger, maxTenants, webhook, alertThresholds } = budget;
  if (limit !== undefined && costLimit !== undefined)
    look.error(path, '"limit" and "cost-limit" are two budgets', 'make two budgets of it');
  if (budgetsOf({ budgets: [budget] }).length === 0)
    look.error(path, 'there is no limit in it', 'write "limit" in tokens, or "cost-limit" in money');
  for (const message of idle(budget)) look.error(path, message);
  const odd = alertThresholds.find((share) => share === 0 || share > 10);
  if (odd !== undefined)
    look.error([...path, 'alert-thresholds'], `${odd} is no share of a budget`, 'write 0.8 for 80 %');
  checkStore(look, path, ledger);
  checkKept(look, path, ledger);
  if (maxTenants !== undefined && ledger?.backend !== 'local')
    look.error([...path, 'max-tenants'], '"max-tenants" has no effect without a "ledger" that is "local"');
  const isOpen = webhook?.secret !== undefined && !isPrivate(webhook.url);
  if (isOpen) look.error([...path, 'webhook'], 'the secret would go over the network unencrypted', 'use "https://"');
}

/** What contradicts or has no effect beside the other settings. */
function idle({ rolling, rollover, rolloverShare, burstAllowance, timeZone, period }: BudgetConfig): readonly string[] {
  const found: string[] = [];
  if (rollover && rolling) found.push('"rollover" has no effect on a rolling budget: it has no next period');
  if (rollover && burstAllowance > 0)
    found.push('"burst-allowance" and "rollover" exclude each other: what may be overdrawn would be carried over');
  if (!rollover && rolloverShare !== undefined) found.push('"rollover-share" has no effect without "rollover"');
  if (timeZone !== 'UTC' && (rolling || typeof period !== 'string'))
    found.push('"time-zone" has no effect: only hours, days, weeks and months of a calendar have one');
  return found;
}

function checkStore(look: Look, path: Path, own: RateConfig['ledger']): void {
  if (own) checkLedger(look, [...path, 'ledger'], own);
  if ((own ?? look.config.ledger).backend !== 'memcached') return;
  look.error(path, 'what requests reserve cannot be counted in "memcached"', 'give it a "ledger" of its own');
}

/** What is in memory is forgotten by a restart; whoever wants that says so. */
function checkKept(look: Look, path: Path, own: BudgetConfig['ledger']): void {
  const isForgotten = own === undefined && look.config.ledger.backend === 'local' && look.hostListens;
  if (!isForgotten || look.runtime === undefined || look.runtime === 'workerd') return;
  look.error(
    path,
    'a restart would forget what was used: the host gives no directory to keep it in',
    'name a "ledger" that outlives it, or "local" where that may be',
  );
}

function isPrivate(url: string): boolean {
  return url.startsWith('https:') || /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/.test(url);
}
