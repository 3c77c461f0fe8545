import { defineFilter } from '../engine/filter.ts';
import { type TokenGateOptions, tokenGate } from './auth/token-gate.ts';
import { tokenJudge } from './auth/token-judge.ts';

/** What `jwt` is told: one of `jwksUrl`, `jwks` and `secret`, and what tokens must be. */
export interface JwtOptions extends TokenGateOptions {
  readonly jwksUrl?: string | undefined;
  readonly jwksCacheMs?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly jwks?: string | undefined;
  readonly secret?: string | undefined;
  readonly algorithms?: readonly string[] | undefined;
  readonly issuer: readonly string[];
  readonly audience: readonly string[];
  readonly clockSkewMs: number;
}

/** Lets in who bears a token that its issuer signed. */
export const jwt = defineFilter({
  name: 'jwt',
  create(options: JwtOptions, { platform, filterId }) {
    const { jwksUrl, jwks, secret, jwksCacheMs = 300_000, timeoutMs = 2000, issuer, audience, clockSkewMs } = options;
    const remote = jwksUrl === undefined ? undefined : { url: jwksUrl, cacheMs: jwksCacheMs, timeoutMs };
    const algorithms = options.algorithms ?? (secret === undefined ? publicAlgorithms : ['HS256']);
    const rules = { remote, jwks, secret, algorithms, issuers: issuer, audiences: audience, clockSkewMs };
    return tokenGate(options, filterId, tokenJudge(rules, platform));
  },
});

/** Those whose keys may be published. */
export const publicAlgorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'] as const;
