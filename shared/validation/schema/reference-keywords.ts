import { isObject } from './json-equal.ts';
import type { KeywordParts, Keywords } from './keyword.ts';
import type { Check } from './run.ts';

/** `$ref`, and the references that depend on the way that led to them: `$dynamicRef` and `$recursiveRef`. */
export const referenceKeywords: Keywords = (parts) => {
  const { $ref, $dynamicRef, $recursiveRef } = parts.schema;
  const checks: Check[] = [];
  if ($ref !== undefined) checks.push(...reference(parts, '$ref', $ref));
  if ($dynamicRef !== undefined) checks.push(...reference(parts, '$dynamicRef', $dynamicRef));
  if ($recursiveRef !== undefined) checks.push(...reference(parts, '$recursiveRef', $recursiveRef));
  return checks;
};

function reference(parts: KeywordParts, keyword: string, name: unknown): readonly Check[] {
  const { document, schema, wrong } = parts;
  if (typeof name !== 'string') {
    wrong([keyword], `"${keyword}" must be text`);
    return [];
  }
  const resolved = document.resolve(name, schema);
  if ('problem' in resolved) {
    wrong([keyword], resolved.problem);
    return [];
  }
  const { found } = resolved;
  if (!isObject(found) && typeof found !== 'boolean') {
    wrong([keyword], `"${name}" is no schema`);
    return [];
  }
  const target = parts.target(found);
  const anchor = anchorOf(keyword, found);
  const fixed: Check = (value, run, seen) => run.follow(target, value, seen);
  return [anchor === undefined ? fixed : dynamic(parts, anchor, target)];
}

/** The name of the dynamic anchor that a reference leads to, if it is one that may be put in place of. */
function anchorOf(keyword: string, found: unknown): string | undefined {
  if (!isObject(found)) return undefined;
  if (keyword === '$recursiveRef') return found.$recursiveAnchor === true ? '' : undefined;
  const { $dynamicAnchor } = found;
  return keyword === '$dynamicRef' && typeof $dynamicAnchor === 'string' ? $dynamicAnchor : undefined;
}

/** Takes the anchor of the outermost resource on the way that has one of this name. */
function dynamic({ document, target }: KeywordParts, anchor: string, fallback: Check): Check {
  const known = new Map<object, Check>();
  for (const resource of document.resources) {
    const found = resource.dynamicAnchors.get(anchor);
    if (found) known.set(resource, target(found));
  }
  return (value, run, seen) => {
    const scope = run.scopes.find((one) => known.has(one));
    return run.follow(scope ? known.get(scope)! : fallback, value, seen);
  };
}
