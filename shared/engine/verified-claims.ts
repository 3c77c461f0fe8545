import { type Exchange, slot } from './exchange.ts';

/** What an authentication filter knows for certain of who asks. */
export interface VerifiedClaims {
  /** The filter that verified them, as the configuration names it. */
  readonly filterId: string;
  /**
   * The claims by name, as their issuer wrote them: `sub` and `iss` where there are any. Filters that verify no token
   * tell `sub` alone: the name of the user or of the key. Text of others: never a label, and never a place in a log as it is.
   */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Where the claims of a request stand; those of the last filter that verified some. Only such filters write here. */
export const verifiedClaims = slot<VerifiedClaims>();

/** Reads one claim of a request; `undefined` when nothing was verified, or the claim is absent or no scalar. */
export type ClaimReader = (exchange: Exchange) => string | undefined;

/**
 * Makes the reader of a claim. A name that is not there as it stands is read as a path: `realm.tenant` is `tenant` in
 * `realm`. Of an array nothing is read, since which of its items were meant is not known.
 */
export function claimReader(name: string): ClaimReader {
  const find = claimFinder(name);
  return (exchange) => {
    const verified = exchange.get(verifiedClaims);
    return verified === undefined ? undefined : scalarText(find(verified.claims));
  };
}

/** Finds a claim of any kind by its name or its path; for own properties alone, whatever their names. */
export function claimFinder(name: string): (claims: Readonly<Record<string, unknown>>) => unknown {
  const path = name.split('.');
  return (claims) => {
    if (Object.hasOwn(claims, name)) return claims[name];
    let value: unknown = claims;
    for (const step of path) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
      if (!Object.hasOwn(value, step)) return undefined;
      value = (value as Readonly<Record<string, unknown>>)[step];
    }
    return value;
  };
}

/** A claim as text: of strings that are not empty, of numbers and of booleans. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
