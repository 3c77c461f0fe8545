import type { Routed } from '../../engine/exchange.ts';
import { Fault } from '../../errors/fault.ts';
import { digest } from '../../http/digest.ts';
import type { Claim, Ledger } from '../../ledger/ledger.ts';
import type { OnLedgerFailure } from '../../ledger/on-ledger-failure.ts';
import { type KeySettings, keyReader } from './key-reader.ts';
import { quotaOf, type RateRule } from './rates.ts';

/** What a limit is made of. */
export interface RateLimitSettings extends KeySettings {
  /** As clients and logs are told of it. */
  readonly name: string;
  /** Tells its counters from those of all other limits; the same over reloads and on every instance. */
  readonly counter: string;
  readonly ledger: Ledger;
  /** What becomes of its requests while the ledger does not answer; as the ledger itself says when absent. */
  readonly onFailure: OnLedgerFailure | undefined;
  readonly rules: readonly RateRule[];
  /** Other rules by the value of a header that a trusted proxy sets. */
  readonly tiers: { readonly header: string; readonly rules: ReadonlyMap<string, readonly RateRule[]> } | undefined;
  readonly onMissingKey: 'client-ip' | 'reject' | 'skip';
  readonly onLimit: 'reject' | 'delay' | 'log-only';
  readonly statusCode: number;
  readonly message: string | undefined;
  readonly maxDelayMs: number;
  readonly headers: 'all' | 'x-ratelimit' | 'ratelimit' | 'none';
}

/** One rule of a limit, and where its counters are. */
export interface Rate {
  readonly prefix: string;
  readonly rule: RateRule;
  /** As the field `ratelimit-policy` tells it. */
  readonly policy: string;
  /** What may be taken at once, as the policy says. */
  readonly quota: number;
}

/** A claim that knows its limit. */
export interface RateClaim extends Claim {
  readonly limit: RateLimit;
  readonly rate: Rate;
  readonly onFailure: OnLedgerFailure | undefined;
}

/** One limit on requests, ready to be asked about. */
export class RateLimit {
  readonly settings: RateLimitSettings;
  readonly #key;
  readonly #rates: readonly Rate[];
  readonly #tiers: ReadonlyMap<string, readonly Rate[]> | undefined;

  constructor(settings: RateLimitSettings) {
    this.settings = settings;
    this.#key = keyReader(settings);
    this.#rates = ratesOf(settings, settings.rules, '');
    const { tiers } = settings;
    this.#tiers = tiers && new Map([...tiers.rules].map(([value, rules]) => [value, ratesOf(settings, rules, value)]));
  }

  /** Claims that it makes at most. */
  get mostClaims(): number {
    const all = [this.#rates, ...(this.#tiers?.values() ?? [])];
    return Math.max(...all.map((rates) => rates.length));
  }

  /** Adds what the request takes of this limit. Throws when it lacks the key and is to be refused for it. */
  claim(exchange: Routed, claims: RateClaim[]): void {
    const key = this.#key.read(exchange) ?? this.#missing(exchange);
    if (key === undefined) return;
    const rates = this.#tiers === undefined ? this.#rates : this.#ratesOf(exchange);
    const { onFailure } = this.settings;
    for (let i = 0; i < rates.length; i += 1) {
      const rate = rates[i]!;
      claims.push({ key: rate.prefix + key, rule: rate.rule, amount: 1, limit: this, rate, onFailure });
    }
  }

  #missing(exchange: Routed): string | undefined {
    const { onMissingKey, name } = this.settings;
    if (onMissingKey === 'skip') return undefined;
    if (onMissingKey === 'client-ip') return this.#key.fallback(exchange);
    throw new Fault('limit_key_missing', { detail: name });
  }

  /** Only what a trusted proxy has set chooses a tier: clients would choose the best. */
  #ratesOf({ client, received }: Routed): readonly Rate[] {
    const { tiers } = this.settings;
    if (!client.viaTrusted || tiers === undefined) return this.#rates;
    return this.#tiers?.get(received.headers.joined(tiers.header)?.trim() ?? '') ?? this.#rates;
  }
}

function ratesOf({ name, counter }: RateLimitSettings, rules: readonly RateRule[], tier: string): readonly Rate[] {
  return rules.map((rule, index) => {
    const { limit, windowMs } = quotaOf(rule);
    const place = `${counter}${tier === '' ? '' : `[${tier}]`}`;
    return {
      prefix: `${place.length > longest ? `#${digest(place)}` : place}|${wayOf(rule)}${index === 0 ? '' : `.${index}`}|`,
      rule,
      policy: `"${name}${rules.length === 1 ? '' : `-${index + 1}`}";q=${limit};w=${Math.ceil(windowMs / 1000)}`,
      quota: limit,
    };
  });
}

/** Windows of another length are counted by themselves: while a reload goes round, instances may have both. */
function wayOf(rule: RateRule): string {
  return rule.kind === 'token-bucket' ? rule.kind : `${rule.kind} ${rule.windowMs}`;
}

/** Of the name of a counter; the key of the request comes after it, and both together have 512 characters at most. */
const longest = 160;
