import type { KeyBudget, KeyRates, KeyRecord } from './key-record.ts';

/** Whether a key may be used now. */
export type KeyState = 'active' | 'expired' | 'revoked';

/** A key as programs are shown it: times as text, and nothing of its secrets but their last characters. */
export interface KeyView {
  readonly id: string;
  readonly name: string;
  readonly state: KeyState;
  /** `configuration` keys cannot be changed while the program runs. */
  readonly source: 'store' | 'configuration';
  readonly hint: string;
  readonly routes: readonly string[];
  readonly models: readonly string[];
  readonly addresses: readonly string[];
  readonly expires_at: string | null;
  readonly limits: Readonly<Record<string, number>>;
  readonly budgets: readonly Readonly<Record<string, unknown>>[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly created_at: string | null;
  readonly rotated_at: string | null;
  readonly revoked_at: string | null;
  /** Secrets that were rotated away and are still good. */
  readonly old_secrets: readonly { readonly hint: string; readonly until: string }[];
  /** What will not do what it looks like. */
  readonly warnings: readonly string[];
}

/** How a key is shown: where it is from, and the routes that there are, where somebody knows. */
export interface ViewOptions {
  readonly source?: KeyView['source'];
  readonly routes?: ReadonlySet<string> | undefined;
}

/** Shows a key at a time. */
export function keyView(record: KeyRecord, now: number, { source = 'store', routes }: ViewOptions = {}): KeyView {
  const { id, settings, secrets, createdAt, rotatedAt, revokedAt } = record;
  const [present, ...old] = secrets;
  return {
    ...{ id, name: settings.name, state: stateOf(record, now), source, hint: present.hint },
    ...{ routes: settings.routes, models: settings.models, addresses: settings.addresses },
    expires_at: timeOf(settings.expiresAt),
    limits: limitsOf(settings.rates ?? {}),
    budgets: settings.budgets.map(budgetOf),
    metadata: settings.metadata,
    created_at: source === 'configuration' ? null : timeOf(createdAt),
    ...{ rotated_at: timeOf(rotatedAt), revoked_at: timeOf(revokedAt) },
    old_secrets: old
      .filter(({ until = 0 }) => until > now)
      .map(({ hint, until }) => ({ hint, until: timeOf(until) ?? '' })),
    warnings: settings.routes
      .filter((name) => routes?.has(name) === false)
      .map((name) => `the configuration has no route "${name}"`),
  };
}

function stateOf({ settings, revokedAt }: KeyRecord, now: number): KeyState {
  if (revokedAt !== undefined) return 'revoked';
  return settings.expiresAt !== undefined && settings.expiresAt <= now ? 'expired' : 'active';
}

function timeOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

/** Names of the limits, in records and as programs write them. */
export const rateNames = {
  requestsPerMinute: 'requests_per_minute',
  tokensPerMinute: 'tokens_per_minute',
  inputTokensPerMinute: 'input_tokens_per_minute',
  outputTokensPerMinute: 'output_tokens_per_minute',
  burstTokens: 'burst_tokens',
  burstRequests: 'burst_requests',
} as const satisfies Record<keyof KeyRates, string>;

function limitsOf(rates: KeyRates): Readonly<Record<string, number>> {
  const entries = Object.entries(rateNames).map(([name, shown]) => [shown, rates[name as keyof KeyRates]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [(typeof entry)[0], number] => entry[1] !== undefined));
}

function budgetOf({ name, tokens, cost, period, timeZone, enforce }: KeyBudget) {
  const amount = tokens === undefined ? { cost } : { tokens };
  return { name, ...amount, period, time_zone: timeZone, enforce };
}
