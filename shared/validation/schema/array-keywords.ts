import { identityOf } from './json-equal.ts';
import { countOf, type KeywordParts, type Keywords } from './keyword.ts';
import type { Check, Run, Seen } from './run.ts';

/** `minItems`, `maxItems`, `uniqueItems` and `contains`. */
export const arrayKeywords: Keywords = (parts) => {
  const { schema, wrong } = parts;
  const checks: Check[] = [];
  const least = countOf(parts, 'minItems');
  const most = countOf(parts, 'maxItems');
  if (least !== undefined || most !== undefined) checks.push(lengthBetween(least ?? 0, most ?? Infinity));
  if (schema.uniqueItems === true) checks.push((value, run) => !Array.isArray(value) || areUnique(value, run));
  else if (schema.uniqueItems !== undefined && schema.uniqueItems !== false)
    wrong(['uniqueItems'], '"uniqueItems" must be true or false');
  if (schema.contains !== undefined) checks.push(contained(parts));
  return checks;
};

function lengthBetween(least: number, most: number): Check {
  return (value, run) => {
    if (!Array.isArray(value)) return true;
    if (value.length < least) return run.fail(`must have at least ${least} item${least === 1 ? '' : 's'}`);
    return value.length <= most || run.fail(`must have at most ${most} item${most === 1 ? '' : 's'}`);
  };
}

/** Compares each item with a set of those before it, and so in proportion to their size, not to its square. */
function areUnique(items: readonly unknown[], run: Run): boolean {
  const known = new Set<unknown>();
  for (let i = 0; i < items.length; i += 1) {
    const item = items[i];
    if (!run.spend()) return false;
    // A text and the identity of an object could be the same.
    const key =
      typeof item === 'object' && item !== null ? identityOf(item) : typeof item === 'string' ? `"${item}` : item;
    if (known.has(key)) return run.failAt(i, 'is there twice');
    known.add(key);
  }
  return true;
}

function contained(parts: KeywordParts): Check {
  const check = parts.sub(parts.schema.contains, ['contains'], 'in-place');
  const least = countOf(parts, 'minContains') ?? 1;
  const most = countOf(parts, 'maxContains') ?? Infinity;
  return (value, run, seen) => {
    if (!Array.isArray(value)) return true;
    const found = countFitting(value, check, run, seen);
    if (found < least)
      return run.fail(`must contain at least ${least} item${least === 1 ? '' : 's'} of a certain kind`);
    return found <= most || run.fail(`must contain at most ${most} item${most === 1 ? '' : 's'} of a certain kind`);
  };
}

function countFitting(items: readonly unknown[], check: Check, run: Run, seen: Seen | undefined): number {
  let found = 0;
  for (let i = 0; i < items.length && !run.isOver; i += 1) {
    if (!run.attempt(check, items[i], undefined)) continue;
    found += 1;
    seen?.items.add(i);
  }
  return found;
}
