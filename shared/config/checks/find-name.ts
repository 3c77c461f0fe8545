import type { Kind, Scope } from './scope.ts';

/** What a name leads to from a scope. */
export type FoundName =
  | { readonly kind: 'found'; readonly scope: Scope; readonly name: string }
  | { readonly kind: 'hidden'; readonly scope: Scope }
  | { readonly kind: 'missing' };

/**
 * Looks a name up as it is seen from a scope: in the scope itself, in the namespace around it, among what any namespace
 * exports, in the whole. A qualified name (`ns:name`) must be exported, or belong to the same namespace.
 */
export function findName(kind: Kind, name: string, from: Scope, scopes: readonly Scope[]): FoundName {
  const colon = name.lastIndexOf(':');
  return colon < 0
    ? findBare(kind, name, from, scopes)
    : findQualified(kind, { owner: name.slice(0, colon), name: name.slice(colon + 1) }, from, scopes);
}

function findBare(kind: Kind, name: string, from: Scope, scopes: readonly Scope[]): FoundName {
  const around = scopes.filter(({ id }) => id !== '' && id === from.namespace);
  const exporting = scopes.filter(({ exports }) => exports[kind].includes(name));
  const whole = scopes.slice(0, 1);
  const scope = [from, ...around, ...exporting, ...whole].find((one) => has(one, kind, name));
  return scope ? { kind: 'found', scope, name } : { kind: 'missing' };
}

function findQualified(
  kind: Kind,
  { owner, name }: { readonly owner: string; readonly name: string },
  from: Scope,
  scopes: readonly Scope[],
): FoundName {
  const scope = scopes.find((one) => one.id === owner && has(one, kind, name));
  if (!scope) return { kind: 'missing' };
  const isSeen = scope.namespace === from.namespace || scope.exports[kind].includes(name);
  return isSeen ? { kind: 'found', scope, name } : { kind: 'hidden', scope };
}

function has({ section }: Scope, kind: Kind, name: string): boolean {
  return section[kind].some(({ id }) => id === name);
}
