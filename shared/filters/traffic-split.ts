import { destination } from '../engine/destination.ts';
import type { Routed } from '../engine/exchange.ts';
import { slot } from '../engine/exchange.ts';
import { defineFilter } from '../engine/filter.ts';
import { chosenLeg } from '../upstream/chosen-leg.ts';
import { cookieValue } from '../upstream/cookie-value.ts';
import { hash32 } from '../upstream/hash.ts';
import { hashOf, parseHashKey } from '../upstream/hash-key.ts';

/** A part of the traffic that goes to another upstream. */
export interface SplitOptions {
  readonly id: string;
  readonly upstream: string;
  readonly percent: number;
  readonly header?: FieldOptions | undefined;
  readonly cookie?: FieldOptions | undefined;
}

interface FieldOptions {
  readonly name: string;
  /** Any, when absent. */
  readonly value?: string | undefined;
}

/** What `traffic-split` is told. */
export interface TrafficSplitOptions {
  readonly splits: readonly SplitOptions[];
  /** What clients are told apart by; every request is a client of its own when absent. */
  readonly key?: string | undefined;
  /** Cookie that keeps a client where it is. */
  readonly stickyCookie?: string | undefined;
  readonly stickyMaxAgeMs: number;
  readonly responseHeader?: string | undefined;
}

/**
 * Sends a part of the requests to another upstream than that of the route: who shows the header or cookie of a split, then
 * who was there before, then a share of the rest.
 */
export const trafficSplit = defineFilter({
  name: 'traffic-split',
  create(options: TrafficSplitOptions, { filterId, legs, platform: { random } }) {
    const { stickyCookie, responseHeader } = options;
    const key = options.key === undefined ? undefined : parseHashKey(options.key);
    const seed = hash32(filterId);
    const maxAge = Math.floor(options.stickyMaxAgeMs / 1000);
    const splits = options.splits.map((split) => ({ ...split, leg: legs(split.upstream) }));
    const chosen = slot<string>();
    const choose = (exchange: Routed): Split | undefined => {
      const shown = splits.find((split) => isShown(split, exchange));
      if (shown) return shown;
      const before = stickyCookie === undefined ? undefined : cookieValue(exchange.received.headers, stickyCookie);
      if (before === rest) return undefined;
      const kept = before === undefined ? undefined : splits.find(({ id, percent }) => id === before && percent > 0);
      return (
        kept ?? byShare(splits, 100 * (key ? hash32(key.from, seed ^ hashOf(key, exchange)) / 2 ** 32 : random.next()))
      );
    };
    return {
      onRequest(exchange) {
        const split = choose(exchange);
        if (split) {
          exchange.set(chosenLeg, split.leg);
          exchange.set(destination, split.upstream);
        }
        exchange.set(chosen, split?.id ?? rest);
        return undefined;
      },
      ...((stickyCookie !== undefined || responseHeader !== undefined) && {
        onResponse(exchange) {
          const { headers } = exchange.response;
          const part = exchange.get(chosen);
          if (part === undefined) return;
          if (responseHeader !== undefined) headers.set(responseHeader.toLowerCase(), part);
          if (stickyCookie === undefined || cookieValue(exchange.received.headers, stickyCookie) === part) return;
          const secure = exchange.client.scheme === 'https' ? '; Secure' : '';
          headers.append(
            'set-cookie',
            `${stickyCookie}=${part}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`,
          );
        },
      }),
    };
  },
});

type Split = SplitOptions & { readonly leg: ReturnType<Parameters<typeof trafficSplit.create>[1]['legs']> };

/** Stands for those who stay with the upstream of the route. No split has this name. */
const rest = 'main';

function isShown({ header, cookie }: SplitOptions, { received: { headers } }: Routed): boolean {
  if (header) {
    const value = headers.get(header.name.toLowerCase());
    if (value !== undefined && (header.value === undefined || value === header.value)) return true;
  }
  if (!cookie) return false;
  const value = cookieValue(headers, cookie.name);
  return value !== undefined && (cookie.value === undefined || value === cookie.value);
}

/** The split whose share this point, from 0 up to 100, lies in. */
function byShare<S extends SplitOptions>(splits: readonly S[], point: number): S | undefined {
  let end = 0;
  for (const split of splits) {
    end += split.percent;
    if (point < end) return split;
  }
  return undefined;
}
