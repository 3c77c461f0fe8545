import type { FilterHooks, FilterParts } from '../../engine/filter.ts';
import { filterLimit } from '../../filters/limits/filter-limit.ts';
import { rateGate } from '../../filters/limits/rate-gate.ts';
import type { RateLimit } from '../../filters/limits/rate-limit.ts';
import type { Leg } from '../../upstream/leg.ts';
import { compileFilter } from './compile-filter.ts';
import type { NamedUpstream } from './compile-leg.ts';
import type { FilterConfig } from './compile-route.ts';

/** A filter as a route names it. */
export interface NamedFilter {
  readonly id: string;
  readonly settings: FilterConfig;
  readonly asks: FilterParts['asks'];
  /** An upstream by its name where the filter stands. */
  readonly upstream: (name: string) => NamedUpstream;
}

/** Makes the way of the route to an upstream. */
interface LegMaker {
  readonly legOf: (upstream: NamedUpstream) => Leg;
}

/**
 * Makes the filters of a route. Rate limits that follow one another become one gate, so that a request takes of all of
 * them or of none; `outer` ones come before all filters, in one gate with those the route begins with.
 */
export function compileFilters(
  named: readonly NamedFilter[],
  outer: readonly RateLimit[],
  { legOf, ...parts }: Omit<FilterParts, 'filterId' | 'asks' | 'legs'> & LegMaker,
): readonly FilterHooks[] {
  const made: FilterHooks[] = [];
  let limits = [...outer];
  const close = (): void => {
    if (limits.length > 0) made.push(rateGate(limits, parts));
    limits = [];
  };
  const counted = new Set<string>();
  for (const { id, settings, asks, upstream } of named) {
    const own: FilterParts = { ...parts, filterId: id, asks, legs: (name) => legOf(upstream(name)) };
    if (settings.type !== 'rate-limit') {
      close();
      made.push(compileFilter(settings, own));
      continue;
    }
    // Named twice, a limit counts a request once all the same.
    if (!counted.has(id)) limits.push(filterLimit(settings, own));
    counted.add(id);
  }
  close();
  return made;
}
