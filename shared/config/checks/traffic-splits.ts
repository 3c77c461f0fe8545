import { findName } from '../scopes/find-name.ts';
import type { Section } from '../scopes/scope.ts';
import type { Check, Look, Path } from './look.ts';

/** The parts of a split traffic make sense together, and there is a rest that an upstream takes. */
export const trafficSplits: Check = (look) => {
  for (const scope of look.scopes) {
    const { path, section } = scope;
    section.filters.forEach((filter, index) => {
      if (filter.type === 'traffic-split') checkParts(look, filter, [...path, 'filters', index]);
    });
    section.routes.forEach((route, index) => {
      if (route.upstream !== undefined && route.inference === undefined) return;
      route.filters.forEach((name, at) => {
        const found = findName('filters', name, scope, look.scopes);
        if (found.kind !== 'found' || found.thing.type !== 'traffic-split') return;
        const here = [...path, 'routes', index, 'filters', at];
        if (route.inference === undefined) look.error(here, `"${name}" splits nothing: the route has no upstream`);
        else
          look.error(
            here,
            `"${name}" has no effect beside "inference"`,
            'write model-routing, whose models take a weight',
          );
      });
    });
  }
};

type Split = Section['filters'][number] & { readonly type: 'traffic-split' };

function checkParts(look: Look, { splits, key }: Split, here: Path): void {
  const seen = new Set(['main']);
  let total = 0;
  splits.forEach(({ id, percent, header, cookie }, index) => {
    const at = [...here, 'splits', index];
    if (id === 'main') look.error([...at, 'id'], '"main" is what stays with the upstream of the route');
    else if (seen.has(id)) look.error([...at, 'id'], `"${id}" is there twice`);
    seen.add(id);
    total += percent;
    if (percent === 0 && !header && !cookie)
      look.error(at, `nothing goes to "${id}"`, 'write percent, header or cookie');
  });
  if (total > 100) look.error([...here, 'splits'], `the parts are ${total} percent together`, 'leave some to the rest');
  if (key === 'prompt-prefix' || key === 'session')
    look.error(
      [...here, 'key'],
      `"${key}" is known of AI routes only`,
      'write "client-ip", "header:<Name>" or "cookie:<name>"',
    );
}
