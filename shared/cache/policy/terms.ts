import type { HeaderList } from '../../http/header-list.ts';
import { initialAgeMs, type Timing } from './age.ts';
import { type Lifetime, lifetimeOf } from './freshness.ts';
import type { SaidToCaches } from './targeted-directives.ts';

/** On what terms a kept response may be used. Worked out once, when it comes or is found still good. */
export interface Terms {
  readonly lifetimeMs: number;
  /** Who said for how long. */
  readonly by: Lifetime['by'];
  readonly initialAgeMs: number;
  /** Never without asking the origin first: `no-cache`. */
  readonly alwaysValidate: boolean;
  /** Never stale but within the windows below: `must-revalidate`, `proxy-revalidate`, `s-maxage`. */
  readonly mustRevalidate: boolean;
  /** Time past its freshness during which it may be used while it is fetched anew, and while the origin fails. */
  readonly whileRevalidateMs: number;
  readonly ifErrorMs: number;
  /** It does not change while it is fresh (RFC 8246). */
  readonly isImmutable: boolean;
}

/** What the configuration has for responses that do not say it themselves. */
export interface UsualTerms {
  readonly defaultMs: number | undefined;
  readonly whileRevalidateMs: number;
  readonly ifErrorMs: number;
}

/** The terms of a response (RFC 9111 §5.2.2, RFC 5861, RFC 8246). */
export function termsOf(
  { status, headers, said }: { readonly status: number; readonly headers: HeaderList; readonly said: SaidToCaches },
  timing: Timing,
  usual: UsualTerms,
): Terms {
  const { directives } = said;
  const { responseAt } = timing;
  const lifetime = lifetimeOf({ status, headers, said, responseAt, defaultMs: usual.defaultMs });
  const alwaysValidate = directives.hasWhole('no-cache');
  const isStrict = alwaysValidate || directives.has('must-revalidate') || directives.has('proxy-revalidate');
  const mustRevalidate = isStrict || directives.has('s-maxage');
  // `s-maxage` forbids it by itself; an origin that gives a window beside it means that window.
  const windowMs = (name: string, usualMs: number): number =>
    isStrict ? 0 : (directives.ms(name) ?? (mustRevalidate ? 0 : usualMs));
  return {
    lifetimeMs: lifetime.ms,
    by: lifetime.by,
    initialAgeMs: initialAgeMs(headers, timing),
    alwaysValidate,
    mustRevalidate,
    whileRevalidateMs: windowMs('stale-while-revalidate', usual.whileRevalidateMs),
    ifErrorMs: windowMs('stale-if-error', usual.ifErrorMs),
    isImmutable: directives.has('immutable'),
  };
}

/** Whether there is any use in keeping a response: it is fresh for a while, or can be asked about. */
export function areOfUse(terms: Terms, headers: HeaderList): boolean {
  if (headers.has('etag') || headers.has('last-modified')) return true;
  return !terms.alwaysValidate && terms.lifetimeMs + terms.whileRevalidateMs + terms.ifErrorMs > terms.initialAgeMs;
}
