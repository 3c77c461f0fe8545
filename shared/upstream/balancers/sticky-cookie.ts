import type { Routed } from '../../engine/exchange.ts';
import { cookieValue } from '../cookie-value.ts';
import { sipHash } from '../siphash.ts';
import type { Target } from '../target.ts';

/** How the cookie of a sticky session is written. */
export interface StickyCookieOptions {
  /**
   * Signs the cookie. The same in every process that should know the others' cookies; at least 16 bytes of chance.
   * Made anew with every configuration when absent, so that cookies do not outlive it.
   */
  readonly secret?: Uint8Array | undefined;
  /** SERVERID. */
  readonly cookieName?: string | undefined;
  /** 3600. */
  readonly cookieTtlSecs?: number | undefined;
  /** `/`. */
  readonly cookiePath?: string | undefined;
  /** Set by default. */
  readonly cookieSecure?: boolean | undefined;
  /** `lax`. */
  readonly cookieSameSite?: 'lax' | 'strict' | 'none' | undefined;
}

/**
 * The cookie that binds a client to a target: a pseudonym of the target's name and a signature of it, both made with
 * the secret, so that nobody can read a target from one or make one up. Bound to the name, it outlives changes of the
 * configuration. All values are made beforehand: a request costs one look and one comparison.
 */
export class StickyCookie {
  readonly #name: string;
  readonly #attributes: string;
  /** By index of the target. */
  readonly #values: readonly string[];
  readonly #byPseudonym: ReadonlyMap<string, Target>;

  constructor(options: StickyCookieOptions & { readonly secret: Uint8Array }, targets: readonly Target[]) {
    const { secret, cookieName = 'SERVERID' } = options;
    const key = keyFrom(secret);
    const pseudonyms = targets.map(({ name }) => sipHash(key, bytes(`target ${cookieName} ${name}`)));
    this.#name = cookieName;
    this.#attributes = attributesOf(options);
    this.#values = targets.map(
      ({ name }, i) => `${pseudonyms[i]}.${sipHash(key, bytes(`sign ${cookieName} ${name}`))}`,
    );
    this.#byPseudonym = new Map(targets.map((target, i) => [pseudonyms[i]!, target]));
  }

  /** The target that the client's cookie names; `undefined` without a cookie of ours. */
  read(exchange: Routed): Target | undefined {
    const value = cookieValue(exchange.received.headers, this.#name);
    if (value?.length !== valueLength) return undefined;
    const target = this.#byPseudonym.get(value.slice(0, pseudonymLength));
    return target && isEqual(value, this.#values[target.index]!) ? target : undefined;
  }

  /** The value of a `set-cookie` field that binds the client to this target. */
  write(target: Target): string {
    return `${this.#name}=${this.#values[target.index]!}${this.#attributes}`;
  }
}

function attributesOf(options: StickyCookieOptions): string {
  const { cookiePath = '/', cookieTtlSecs = 3600, cookieSecure = true, cookieSameSite = 'lax' } = options;
  const sameSite = { lax: 'Lax', strict: 'Strict', none: 'None' }[cookieSameSite];
  const secure = cookieSecure ? '; Secure' : '';
  return `; Path=${cookiePath}; Max-Age=${cookieTtlSecs}; HttpOnly${secure}; SameSite=${sameSite}`;
}

/** Two hashes of the secret as the 16 bytes of a key, so that all of a longer secret counts. */
function keyFrom(secret: Uint8Array): Uint8Array {
  const [low, high] = [1, 2].map((label) => sipHash(new Uint8Array(16).fill(label), secret));
  return Uint8Array.from((low! + high!).match(/../g)!, (pair) => Number.parseInt(pair, 16));
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Compares texts of one length in the same time wherever they differ. */
function isEqual(given: string, expected: string): boolean {
  let difference = 0;
  for (let i = 0; i < expected.length; i += 1) difference |= given.charCodeAt(i) ^ expected.charCodeAt(i);
  return difference === 0;
}

const pseudonymLength = 16;
/** Pseudonym, dot, signature. */
const valueLength = pseudonymLength + 1 + 16;
