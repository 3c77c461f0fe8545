import { nodeCompression } from '../../../node-adapter/node-compression.ts';
import type { Routed } from '../../../shared/engine/exchange.ts';
import { jwt } from '../../../shared/filters/jwt.ts';
import { routedExchange } from '../../support/exchange.ts';
import { issuerKey, signedWith } from '../../support/tokens.ts';

/** What the filter `jwt` adds to a request, in microseconds. */
export interface TokenCost {
  readonly algorithm: string;
  /** The token was never seen before: its signature is verified. */
  readonly newMicros: number;
  /** It was verified within the last minute. */
  readonly knownMicros: number;
}

const secret = 'a secret of at least thirty-two characters';

/** Measures it for the usual algorithms; the best of some rounds, one request after another. */
export async function measureTokens(count = 400): Promise<readonly TokenCost[]> {
  const costs: TokenCost[] = [];
  for (const algorithm of ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA']) {
    const { sign, keys } = await signer(algorithm);
    const { onRequest } = filterOf(algorithm, keys);
    const ask = (exchange: Routed): unknown => onRequest!(exchange);
    let [newMicros, knownMicros] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < 3; round += 1) {
      const fresh = await exchanges(count, (i) => sign(`${round}-${i}`));
      newMicros = Math.min(newMicros, await microsEach(fresh, ask));
      const one = await sign('one');
      await ask((await exchanges(1, async () => one))[0]!);
      knownMicros = Math.min(knownMicros, await microsEach(await exchanges(count * 5, async () => one), ask));
    }
    costs.push({ algorithm, newMicros, knownMicros });
  }
  return costs;
}

interface Signer {
  readonly keys: { readonly secret: string } | { readonly jwks: string };
  readonly sign: (subject: string) => Promise<string>;
}

async function signer(algorithm: string): Promise<Signer> {
  if (algorithm === 'HS256') return { keys: { secret }, sign: (sub) => signedWith(secret, { sub }, Date.now()) };
  const { jwk, sign } = await issuerKey('k', algorithm);
  return { keys: { jwks: JSON.stringify({ keys: [jwk] }) }, sign: (sub) => sign({ sub }, Date.now()) };
}

function filterOf(algorithm: string, keys: Signer['keys']): ReturnType<typeof jwt.create> {
  const platform = {
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    random: { next: Math.random, bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) },
    compression: nodeCompression,
  };
  const options = {
    ...keys,
    ...{ realm: 'r', optional: false, requiredScopes: [], forwardCredentials: false, algorithms: [algorithm] },
    ...{ issuer: ['https://id.test'], audience: [], clockSkewMs: 0 },
    claimsToHeaders: [['X-User', 'sub']] as const,
  };
  return jwt.create(options, { platform, filterId: 'jwt' } as unknown as Parameters<typeof jwt.create>[1]);
}

function exchanges(count: number, token: (i: number) => Promise<string>): Promise<Routed[]> {
  const each = async (_: unknown, i: number): Promise<Routed> =>
    routedExchange({ headers: { accept: '*/*', authorization: `Bearer ${await token(i)}` } });
  return Promise.all(Array.from({ length: count }, each));
}

async function microsEach(asked: readonly Routed[], ask: (exchange: Routed) => unknown): Promise<number> {
  const startedAt = performance.now();
  for (const exchange of asked) await ask(exchange);
  return ((performance.now() - startedAt) * 1000) / asked.length;
}

if (import.meta.main) {
  for (const { algorithm, newMicros, knownMicros } of await measureTokens())
    console.log(`${algorithm}: ${newMicros.toFixed(1)} µs, known ${knownMicros.toFixed(1)} µs`);
}
