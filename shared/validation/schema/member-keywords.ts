import { isObject, type JsonObject } from './json-equal.ts';
import type { KeywordParts, Keywords, PatternTest } from './keyword.ts';
import type { Check, Run, Seen } from './run.ts';

/** `properties`, `patternProperties` and `additionalProperties`: what each property of an object must be. */
export const memberKeywords: Keywords = (parts) => {
  const { schema } = parts;
  const { properties, patternProperties, additionalProperties } = schema;
  if (properties === undefined && patternProperties === undefined && additionalProperties === undefined) return [];
  const rules: MemberRules = {
    named: namedOf(parts),
    patterns: patternsOf(parts),
    rest:
      additionalProperties === undefined
        ? undefined
        : parts.sub(additionalProperties, ['additionalProperties'], 'part'),
    refusesRest: additionalProperties === false,
  };
  return [(value, run, seen) => !isObject(value) || membersFit(value, rules, run, seen)];
};

interface MemberRules {
  readonly named: ReadonlyMap<string, Check>;
  readonly patterns: readonly { readonly test: PatternTest; readonly check: Check }[];
  readonly rest: Check | undefined;
  readonly refusesRest: boolean;
}

function membersFit(value: JsonObject, rules: MemberRules, run: Run, seen: Seen | undefined): boolean {
  let fits = true;
  for (const name of Object.keys(value)) {
    if (run.isOver) return false;
    if (!memberFits(value, name, rules, run, seen)) fits = false;
  }
  return fits;
}

function memberFits(value: JsonObject, name: string, rules: MemberRules, run: Run, seen: Seen | undefined): boolean {
  const { named, patterns, rest, refusesRest } = rules;
  const own = named.get(name);
  let fits = own === undefined || run.within(name, own, value[name]);
  let isNamed = own !== undefined;
  for (const { test, check } of patterns) {
    if (!test(name, run)) continue;
    isNamed = true;
    if (!run.within(name, check, value[name])) fits = false;
  }
  if (isNamed || rest) seen?.names.add(name);
  if (isNamed || !rest) return fits;
  return refusesRest ? run.failAt(name, 'is not a property that is allowed') : run.within(name, rest, value[name]);
}

function namedOf({ schema, sub, wrong }: KeywordParts): ReadonlyMap<string, Check> {
  const checks = new Map<string, Check>();
  if (schema.properties === undefined) return checks;
  if (!isObject(schema.properties)) wrong(['properties'], '"properties" must be an object');
  else
    for (const [name, each] of Object.entries(schema.properties))
      checks.set(name, sub(each, ['properties', name], 'part'));
  return checks;
}

function patternsOf({ schema, sub, wrong, pattern }: KeywordParts): MemberRules['patterns'] {
  const { patternProperties } = schema;
  if (patternProperties === undefined) return [];
  if (!isObject(patternProperties)) {
    wrong(['patternProperties'], '"patternProperties" must be an object');
    return [];
  }
  return Object.entries(patternProperties).flatMap(([source, each]) => {
    const steps = ['patternProperties', source];
    const test = pattern(source, steps);
    const check = sub(each, steps, 'part');
    return test ? [{ test, check }] : [];
  });
}
