import {
  array,
  boolean,
  check,
  finite,
  type GenericSchema,
  integer,
  isoTimestamp,
  maxLength,
  maxValue,
  minLength,
  minValue,
  nullable,
  number,
  optional,
  picklist,
  pipe,
  record,
  strictObject,
  string,
} from 'valibot';
import { isCidr } from '../http/ip.ts';
import { type KeyRates, type KeySettings, keyPeriods } from './key-record.ts';
import { rateNames } from './key-view.ts';

/** What may be said of a key, as programs write it. What is left out of a change stays as it is. */
export interface KeyForm {
  readonly name?: string | undefined;
  readonly routes?: readonly string[] | undefined;
  readonly models?: readonly string[] | undefined;
  readonly addresses?: readonly string[] | undefined;
  /** `null`: never. */
  readonly expires_at?: string | null | undefined;
  readonly limits?: { readonly [Name in (typeof rateNames)[keyof KeyRates]]?: number | undefined } | undefined;
  readonly budgets?: readonly BudgetForm[] | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

interface BudgetForm {
  readonly name: string;
  readonly tokens?: number | undefined;
  readonly cost?: number | undefined;
  readonly period: (typeof keyPeriods)[number];
  readonly time_zone?: string | undefined;
  readonly enforce?: boolean | undefined;
}

const named = pipe(string(), minLength(1), maxLength(128));
const names = pipe(array(named), maxLength(64));
const address = pipe(string(), maxLength(64), check(isCidr, 'expected an address or a range such as "10.0.0.0/8"'));
const amount = pipe(number(), integer(), minValue(1), maxValue(Number.MAX_SAFE_INTEGER));
const zone = pipe(string(), maxLength(64), check(isZone, 'expected a time zone such as "Europe/Berlin"'));

const budget = pipe(
  strictObject({
    name: named,
    tokens: optional(amount),
    cost: optional(pipe(number(), finite(), minValue(0.000001), maxValue(4_000_000_000))),
    period: picklist(keyPeriods),
    time_zone: optional(zone),
    enforce: optional(boolean()),
  }),
  check(({ tokens, cost }) => (tokens === undefined) !== (cost === undefined), 'expected either "tokens" or "cost"'),
);

const limits = strictObject({
  requests_per_minute: optional(amount),
  tokens_per_minute: optional(amount),
  input_tokens_per_minute: optional(amount),
  output_tokens_per_minute: optional(amount),
  burst_tokens: optional(amount),
  burst_requests: optional(amount),
});

/** How such a form is checked, and described to programs. */
export const keyForm: GenericSchema<unknown, KeyForm> = strictObject({
  name: optional(named),
  routes: optional(names),
  models: optional(names),
  addresses: optional(pipe(array(address), maxLength(64))),
  expires_at: optional(nullable(pipe(string(), isoTimestamp('expected a time such as "2027-01-01T00:00:00Z"')))),
  limits: optional(limits),
  budgets: optional(
    pipe(
      array(budget),
      maxLength(8),
      check((all) => areApart(all), 'expected a name of its own for each budget'),
    ),
  ),
  metadata: optional(
    pipe(
      record(pipe(string(), minLength(1), maxLength(64)), pipe(string(), maxLength(512))),
      check((pairs) => Object.keys(pairs).length <= 16, 'expected at most 16 of them'),
    ),
  ),
});

/** The settings of a key after a change; of a new key, when there are none before. */
export function settingsAfter(before: KeySettings | undefined, form: KeyForm): KeySettings {
  const { name, routes, models, addresses, expires_at: expires, limits: rates, budgets, metadata } = form;
  return {
    name: name ?? before?.name ?? 'key',
    routes: routes ?? before?.routes ?? [],
    models: models ?? before?.models ?? [],
    addresses: addresses ?? before?.addresses ?? [],
    expiresAt: expires === undefined ? before?.expiresAt : timeOf(expires),
    rates: rates === undefined ? before?.rates : ratesOf(rates),
    budgets:
      budgets?.map(({ time_zone: timeZone = 'UTC', enforce = true, ...rest }) => ({ ...rest, timeZone, enforce })) ??
      before?.budgets ??
      [],
    metadata: metadata ?? before?.metadata ?? {},
  };
}

function timeOf(text: string | null): number | undefined {
  return text === null ? undefined : Date.parse(text);
}

function ratesOf(limits: NonNullable<KeyForm['limits']>): KeyRates | undefined {
  const entries = Object.entries(rateNames).map(([name, written]) => [name, limits[written]] as const);
  const given = entries.filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : (Object.fromEntries(given) as KeyRates);
}

function areApart(budgets: readonly { readonly name: string }[]): boolean {
  return new Set(budgets.map(({ name }) => name)).size === budgets.length;
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}
