import type { KeywordParts, Keywords } from './keyword.ts';
import type { Check, Run, Seen } from './run.ts';

/** `prefixItems`, `items` and `additionalItems`: what each item of an array must be. */
export const itemKeywords: Keywords = (parts) => {
  const first = firstOf(parts);
  const rest = restOf(parts, first !== undefined);
  if (!first && !rest) return [];
  return [(value, run, seen) => !Array.isArray(value) || itemsFit(value, first ?? [], rest, run, seen)];
};

function itemsFit(
  items: readonly unknown[],
  first: readonly Check[],
  rest: Check | undefined,
  run: Run,
  seen: Seen | undefined,
): boolean {
  const judged = rest ? items.length : Math.min(items.length, first.length);
  let fits = true;
  for (let i = 0; i < judged; i += 1) {
    if (run.isOver) return false;
    if (!run.within(i, first[i] ?? rest!, items[i])) fits = false;
    seen?.items.add(i);
  }
  return fits;
}

/** The schemas of the first items, one each. */
function firstOf({ schema, dialect, sub, wrong }: KeywordParts): readonly Check[] | undefined {
  const keyword = dialect.itemsMayBeList && Array.isArray(schema.items) ? 'items' : 'prefixItems';
  const schemas = schema[keyword];
  if (schemas === undefined) return undefined;
  if (Array.isArray(schemas)) return schemas.map((each, index) => sub(each, [keyword, index], 'part'));
  wrong([keyword], `"${keyword}" must be a list of schemas`);
  return undefined;
}

/** The schema of the items after those. */
function restOf({ schema, dialect, sub, wrong }: KeywordParts, hasFirst: boolean): Check | undefined {
  const { items, additionalItems } = schema;
  if (!Array.isArray(items)) {
    return items === undefined ? undefined : sub(items, ['items'], 'part');
  }
  if (!dialect.itemsMayBeList) {
    wrong(['items'], `"items" must be one schema in ${dialect.name}; a list is written as "prefixItems"`);
    return undefined;
  }
  return hasFirst && additionalItems !== undefined ? sub(additionalItems, ['additionalItems'], 'part') : undefined;
}
