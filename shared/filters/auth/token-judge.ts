import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import type { Exchange } from '../../engine/exchange.ts';
import { Fault } from '../../errors/fault.ts';
import type { Platform } from '../../platform/platform.ts';
import { RemoteKeys, type RemoteKeysOptions } from './remote-keys.ts';
import type { JudgeToken } from './token-gate.ts';
import { VerifiedTokens } from './verified-tokens.ts';

/** What tokens must be, and whose keys they are signed with. */
export interface TokenRules {
  /** Set when the keys are published somewhere. */
  readonly remote: RemoteKeysOptions | undefined;
  /** A set of keys as JSON. */
  readonly jwks: string | undefined;
  /** The key that issuer and Sentinel share. */
  readonly secret: string | undefined;
  readonly algorithms: readonly string[];
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
  readonly clockSkewMs: number;
}

/** Makes the judge of signed tokens (RFC 7519, RFC 8725). The library is loaded with the first of them. */
export function tokenJudge(rules: TokenRules, platform: Platform): JudgeToken {
  const known = new VerifiedTokens(platform, rules.clockSkewMs);
  const load = (): Promise<Verifier> => import('./token-library.ts').then((jose) => verifier(jose, rules, platform));
  let loading: Promise<Verifier> | undefined;
  return async (token, exchange) => {
    loading ??= load();
    const { verify, keys } = await loading;
    const key = known.keyOf(token);
    const before = known.get(key, await keys.now(exchange));
    if (before) return { claims: before };
    try {
      const claims = await verify(token, exchange);
      known.set(key, await keys.now(exchange), claims);
      return { claims };
    } catch (error) {
      if (error instanceof Fault) throw error;
      return { why: codeOf(error) ?? 'not readable' };
    }
  };
}

type Jose = typeof import('./token-library.ts');

/** The keys of an issuer. */
interface Keys {
  /** Those there are: another object when they are others. */
  now(exchange: Exchange): object | Promise<object>;
  /** What finds the key of a token. */
  finder(exchange: Exchange): JWTVerifyGetKey | Uint8Array;
  /** Newer ones than those there are; `undefined` when there are none, or it is too early to ask again. */
  newer?(exchange: Exchange): Promise<JWTVerifyGetKey | undefined>;
}

interface Verifier {
  readonly keys: Keys;
  verify(token: string, exchange: Exchange): Promise<JWTPayload>;
}

function verifier(jose: Jose, rules: TokenRules, platform: Platform): Verifier {
  const { algorithms, issuers, audiences, clockSkewMs } = rules;
  const keys = keysOf(jose, rules, platform);
  const verify = async (token: string, exchange: Exchange): Promise<JWTPayload> => {
    const options: JWTVerifyOptions = {
      algorithms: [...algorithms],
      clockTolerance: clockSkewMs / 1000,
      currentDate: new Date(platform.clock.now()),
      requiredClaims: ['exp'],
      ...(issuers.length > 0 && { issuer: [...issuers] }),
      ...(audiences.length > 0 && { audience: [...audiences] }),
    };
    try {
      return await verifyByAny(jose, token, keys.finder(exchange), options);
    } catch (error) {
      // A token that names its key made the finder look for newer ones. One that names none may be signed with one as well.
      if (!unproven.has(codeOf(error) ?? '') || jose.decodeProtectedHeader(token).kid !== undefined) throw error;
      const newer = await keys.newer?.(exchange);
      if (newer === undefined) throw error;
      return verifyByAny(jose, token, newer, options);
    }
  };
  return { keys, verify };
}

/** What is said of a token that none of the keys there are has signed. */
const unproven: ReadonlySet<string> = new Set([
  'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
]);

/**
 * Without a key id several keys may fit, by type, algorithm and use: they are tried in their order. Each costs as much as a
 * signature does, and whoever asks needs no right one to make us try, so they are few.
 */
async function verifyByAny(
  { jwtVerify }: Jose,
  token: string,
  keys: JWTVerifyGetKey | Uint8Array,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (codeOf(error) !== 'ERR_JWKS_MULTIPLE_MATCHING_KEYS') throw error;
    let tried = 0;
    for await (const key of error as AsyncIterable<CryptoKey>) {
      tried += 1;
      if (tried > mostTried) break;
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (other) {
        if (codeOf(other) !== 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') throw other;
      }
    }
    throw error;
  }
}

/** An issuer that is changing its keys has two or three that fit. */
const mostTried = 4;

function keysOf({ createLocalJWKSet }: Jose, { secret, jwks, remote }: TokenRules, platform: Platform): Keys {
  if (secret !== undefined) return unchanging(new TextEncoder().encode(secret));
  if (jwks !== undefined) return unchanging(createLocalJWKSet(JSON.parse(jwks)));
  const keys = new RemoteKeys(remote!, platform, createLocalJWKSet);
  return {
    now: (exchange) => keys.current(exchange),
    newer: (exchange) => keys.newer(exchange),
    finder: (exchange) => async (header, token) => {
      const known = await keys.current(exchange);
      try {
        return await known(header, token);
      } catch (error) {
        if (codeOf(error) !== 'ERR_JWKS_NO_MATCHING_KEY') throw error;
        // The issuer may have begun to sign with another one.
        const newer = await keys.newer(exchange);
        if (newer === undefined) throw error;
        return newer(header, token);
      }
    },
  };
}

function unchanging(find: JWTVerifyGetKey | Uint8Array): Keys {
  return { now: () => find, finder: () => find };
}

/** The codes of the library say what is wrong and quote nothing. */
function codeOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}
