import type { JWTPayload } from 'jose';
import type { Platform } from '../../platform/platform.ts';
import { ExpiringMap } from './expiring-map.ts';
import { saltedDigest } from './salted-digest.ts';

/**
 * Tokens that were verified a moment ago: a signature costs as much as several requests. They are good until they end, for
 * a minute at most, and only by the keys they were verified with.
 */
export class VerifiedTokens {
  readonly #platform: Pick<Platform, 'clock'>;
  readonly #skewMs: number;
  readonly #digest: (token: string) => string;
  readonly #known = new ExpiringMap<{ readonly claims: JWTPayload; readonly keys: object }>(maxKnown);

  constructor(platform: Pick<Platform, 'clock' | 'random'>, skewMs: number) {
    this.#platform = platform;
    this.#skewMs = skewMs;
    this.#digest = saltedDigest(platform.random);
  }

  /** What stands for a token here. */
  keyOf(token: string): string {
    return this.#digest(token);
  }

  get(key: string, keys: object): JWTPayload | undefined {
    const known = this.#known.get(key, this.#platform.clock.now());
    return known?.keys === keys ? known.claims : undefined;
  }

  set(key: string, keys: object, claims: JWTPayload): void {
    const now = this.#platform.clock.now();
    const until = Math.min(now + longestMs, (claims.exp ?? 0) * 1000 + this.#skewMs);
    if (until > now) this.#known.set(key, { claims, keys }, until);
  }
}

const maxKnown = 4096;
const longestMs = 60_000;
