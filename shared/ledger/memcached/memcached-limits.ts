import type { CounterRule } from '../rule.ts';

/** What Memcached can count soundly. */
export const memcachedSupports = {
  kinds: ['token-bucket', 'fixed-window', 'sliding-window'],
  hasReservations: false,
} as const satisfies { readonly kinds: readonly CounterRule['kind'][]; readonly hasReservations: boolean };

/** Why a rule cannot be counted in Memcached; `undefined` when it can. */
export function refusalByMemcached({ kind }: Pick<CounterRule, 'kind'>): string | undefined {
  switch (kind) {
    case 'concurrency':
      return 'Memcached counts requests alone: places that are held need another store';
    case 'budget':
      return 'Memcached counts requests alone: it may forget, and a budget must not be forgotten';
    default:
      return undefined;
  }
}
