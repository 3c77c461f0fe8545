import { isObject } from './json-equal.ts';
import type { KeywordParts } from './keyword.ts';
import { type Check, type Run, Seen } from './run.ts';

/** What `unevaluatedProperties` and `unevaluatedItems` add to all the others: they judge what none of those looked at. */
export function withUnevaluated(inner: Check, parts: KeywordParts, isClosed: boolean): Check {
  const { schema, sub } = parts;
  const names =
    schema.unevaluatedProperties === undefined
      ? undefined
      : sub(schema.unevaluatedProperties, ['unevaluatedProperties'], 'part');
  const items =
    schema.unevaluatedItems === undefined ? undefined : sub(schema.unevaluatedItems, ['unevaluatedItems'], 'part');
  const rest: Rest = { names: names ?? (isClosed ? refuse : undefined), items };
  if (!rest.names && !rest.items) return inner;
  return (value, run, seen) => {
    if (typeof value !== 'object' || value === null) return inner(value, run, seen);
    const own = new Seen();
    if (!inner(value, run, own)) return false;
    const fits = restFits(value, rest, own, run);
    seen?.take(own);
    return fits;
  };
}

interface Rest {
  readonly names: Check | undefined;
  readonly items: Check | undefined;
}

const refuse: Check = (_value, run) => run.fail('is not a property that is allowed');

function restFits(value: object, rest: Rest, own: Seen, run: Run): boolean {
  let fits = true;
  if (Array.isArray(value)) {
    for (let i = 0; rest.items && i < value.length && !run.isOver; i += 1) {
      if (own.items.has(i)) continue;
      if (!run.within(i, rest.items, value[i])) fits = false;
      own.items.add(i);
    }
  } else if (rest.names && isObject(value)) {
    for (const name of Object.keys(value)) {
      if (own.names.has(name)) continue;
      if (run.isOver) return false;
      if (!run.within(name, rest.names, value[name])) fits = false;
      own.names.add(name);
    }
  }
  return fits;
}
