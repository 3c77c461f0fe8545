import { type Kind, qualified, type Scope, type Section } from './scope.ts';

/** What a name leads to from a scope. */
export type FoundName<K extends Kind> =
  | { readonly kind: 'found'; readonly scope: Scope; readonly name: string; readonly thing: Section[K][number] }
  | { readonly kind: 'hidden'; readonly scope: Scope }
  | { readonly kind: 'missing' };

/**
 * Looks a name up as it is seen from a scope: in the scope itself, in the namespace around it, among what any namespace
 * exports, in the whole. A qualified name (`ns:name`) must be exported, or belong to the same namespace.
 */
export function findName<K extends Kind>(kind: K, name: string, from: Scope, scopes: readonly Scope[]): FoundName<K> {
  const colon = name.lastIndexOf(':');
  return colon < 0
    ? findBare(kind, name, from, scopes)
    : findQualified(kind, { owner: name.slice(0, colon), name: name.slice(colon + 1) }, from, scopes);
}

/** The name under which what was found goes into logs. */
export function idOf({ scope, name }: { readonly scope: Scope; readonly name: string }): string {
  return qualified(scope, name);
}

function findBare<K extends Kind>(kind: K, name: string, from: Scope, scopes: readonly Scope[]): FoundName<K> {
  const around = scopes.filter(({ id }) => id !== '' && id === from.namespace);
  const exporting = scopes.filter(({ exports }) => exports[kind].includes(name));
  const whole = scopes.slice(0, 1);
  return found(
    kind,
    name,
    [from, ...around, ...exporting, ...whole].find((one) => one.names[kind].has(name)),
  );
}

function findQualified<K extends Kind>(
  kind: K,
  { owner, name }: { readonly owner: string; readonly name: string },
  from: Scope,
  scopes: readonly Scope[],
): FoundName<K> {
  const scope = scopes.find((one) => one.id === owner && one.names[kind].has(name));
  if (!scope) return { kind: 'missing' };
  const isSeen = scope.namespace === from.namespace || scope.exports[kind].includes(name);
  return isSeen ? found(kind, name, scope) : { kind: 'hidden', scope };
}

function found<K extends Kind>(kind: K, name: string, scope: Scope | undefined): FoundName<K> {
  const thing = scope?.names[kind].get(name) as Section[K][number] | undefined;
  return scope && thing ? { kind: 'found', scope, name, thing } : { kind: 'missing' };
}
