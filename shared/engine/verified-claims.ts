import { type Exchange, slot } from './exchange.ts';

/** What authentication filters know for certain of who asks. */
export interface VerifiedClaims {
  /** The last filter that verified some, as the configuration names it. */
  readonly filterId: string;
  /**
   * The claims by name, as their issuer wrote them: `sub` and `iss` where there are any. Filters that verify no token
   * tell `sub` alone: the name of the user or of the key. Of a name that several verified the last holds. Text of others:
   * never a label, and never a place in a log as it is.
   */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Those of them that this very filter verified. */
  readonly own: Readonly<Record<string, unknown>>;
  /** What filters before that one had verified. */
  readonly before: VerifiedClaims | undefined;
}

/** Where the claims of a request stand. Written by `noteVerified` alone. */
export const verifiedClaims = slot<VerifiedClaims>();

/** Notes what a filter verified, beside what others did before it: all of them have let the request in. */
export function noteVerified(exchange: Exchange, filterId: string, claims: VerifiedClaims['claims']): void {
  const before = exchange.get(verifiedClaims);
  const all = before ? { ...before.claims, ...claims } : claims;
  exchange.set(verifiedClaims, { filterId, claims: all, own: claims, before });
}

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
