import type { Conditions } from './conditions.ts';
import type { FieldCondition } from './field-condition.ts';
import { type HostCondition, isBelow } from './host-condition.ts';
import { isUnder, type PathCondition } from './path-condition.ts';

/**
 * Whether the wider conditions surely hold wherever the narrower do. A true answer is certain; a false one may only mean
 * that it cannot be seen, as between two regular expressions.
 */
export function covers(wider: Conditions, narrower: Conditions): boolean {
  return (
    coversEach(wider.paths, narrower.paths, pathCovers) &&
    coversEach(wider.hosts, narrower.hosts, hostCovers) &&
    methodsCover(wider.methods, narrower.methods) &&
    fieldsCover(wider.headers, narrower.headers) &&
    fieldsCover(wider.query, narrower.query)
  );
}

/** Whether each alternative of the narrower is covered by one of the wider. No alternatives: everything. */
function coversEach<T>(wider: readonly T[], narrower: readonly T[], one: (wider: T, narrower: T) => boolean): boolean {
  if (wider.length === 0) return true;
  return narrower.length > 0 && narrower.every((inner) => wider.some((outer) => one(outer, inner)));
}

function pathCovers(wider: PathCondition, narrower: PathCondition): boolean {
  switch (wider.kind) {
    case 'exact':
      return narrower.kind === 'exact' && narrower.path === wider.path;
    case 'prefix':
      // What begins with a prefix that is under another is itself under the other.
      if (narrower.kind === 'regex') return false;
      return isUnder(wider.prefix, narrower.kind === 'exact' ? narrower.path : narrower.prefix);
    case 'regex':
      if (narrower.kind === 'exact') return wider.regex.test(narrower.path);
      return narrower.kind === 'regex' && narrower.regex.source === wider.regex.source;
  }
}

function hostCovers(wider: HostCondition, narrower: HostCondition): boolean {
  switch (wider.kind) {
    case 'exact':
      return narrower.kind === 'exact' && narrower.host === wider.host;
    case 'wildcard':
      if (narrower.kind === 'exact') return isBelow(wider.parent, narrower.host);
      if (narrower.kind === 'regex') return false;
      return narrower.parent === wider.parent || isBelow(wider.parent, narrower.parent);
    case 'regex':
      if (narrower.kind === 'exact') return wider.regex.test(narrower.host);
      return narrower.kind === 'regex' && narrower.regex.source === wider.regex.source;
  }
}

function methodsCover(wider: ReadonlySet<string> | undefined, narrower: ReadonlySet<string> | undefined): boolean {
  if (wider === undefined) return true;
  return narrower !== undefined && [...narrower].every((method) => wider.has(method));
}

/** Whether whatever the wider asks for is asked for by the narrower too. */
function fieldsCover(wider: readonly FieldCondition[], narrower: readonly FieldCondition[]): boolean {
  return wider.every(({ name, value }) =>
    narrower.some((one) => one.name === name && (value === undefined || one.value === value)),
  );
}
