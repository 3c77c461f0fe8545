import type { FilterHooks } from './filter.ts';
import type { RouteHooks } from './plan.ts';

/** Sorts the hooks of a route's filters into lists, so that a hook no filter has costs nothing. */
export function hooksOf(filters: readonly FilterHooks[]): RouteHooks {
  const reversed = filters.toReversed();
  return {
    onRequest: collect(filters, 'onRequest'),
    onRequestBody: collect(filters, 'onRequestBody'),
    onUpstream: collect(filters, 'onUpstream'),
    onResponseBody: collect(reversed, 'onResponseBody'),
    answerInstead: collect(reversed, 'answerInstead'),
    onResponse: collect(reversed, 'onResponse'),
    tapResponse: collect(reversed, 'tapResponse'),
    transformResponse: collect(reversed, 'transformResponse'),
    onFinish: collect(reversed, 'onFinish'),
  };
}

function collect<Name extends keyof FilterHooks>(
  filters: readonly FilterHooks[],
  name: Name,
): NonNullable<FilterHooks[Name]>[] {
  return filters.flatMap((filter) => {
    const hook = filter[name];
    if (hook === undefined) return [];
    // A method of the filter must keep its `this`.
    return [typeof hook === 'function' ? (hook.bind(filter) as NonNullable<FilterHooks[Name]>) : hook];
  });
}
