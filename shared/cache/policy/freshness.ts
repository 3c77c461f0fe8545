import type { HeaderList } from '../../http/header-list.ts';
import { parseHttpDate } from '../../http/http-date.ts';
import { hasHeuristics } from './known-statuses.ts';
import type { SaidToCaches } from './targeted-directives.ts';

/** How long a response is fresh from the moment the origin made it, and who said so. */
export interface Lifetime {
  readonly ms: number;
  readonly by: 'origin' | 'setting' | 'heuristics' | 'nobody';
}

/** What of a response decides how long it is fresh. */
export interface FreshnessFacts {
  readonly status: number;
  readonly headers: HeaderList;
  readonly said: SaidToCaches;
  /** When the response came, in milliseconds since the epoch. */
  readonly responseAt: number;
  /** What the configuration has for responses that say nothing; `undefined` when it has nothing. */
  readonly defaultMs: number | undefined;
}

/** The freshness lifetime: `s-maxage`, `max-age`, `expires`, the setting, heuristics, in this order (RFC 9111 §4.2.1). */
export function lifetimeOf(facts: FreshnessFacts): Lifetime {
  const told = toldMs(facts);
  if (told !== undefined) return { ms: told, by: 'origin' };
  const { said, status, defaultMs } = facts;
  if (!hasHeuristics(status) && !said.directives.has('public')) return { ms: 0, by: 'nobody' };
  if (defaultMs !== undefined) return { ms: defaultMs, by: 'setting' };
  const guessed = guessedMs(facts);
  return guessed === undefined ? { ms: 0, by: 'nobody' } : { ms: guessed, by: 'heuristics' };
}

/** The moment the origin made the response; that of its arrival when it does not say. */
export function dateOf(headers: HeaderList, responseAt: number): number {
  const date = headers.get('date');
  return (date === undefined ? undefined : readDate(date, responseAt)) ?? responseAt;
}

function toldMs({ headers, said, responseAt }: FreshnessFacts): number | undefined {
  const { directives, isTargeted } = said;
  const ms = directives.ms('s-maxage') ?? directives.ms('max-age');
  if (ms !== undefined || isTargeted) return ms;
  const expires = headers.all('expires');
  if (expires.length === 0) return undefined;
  // A date that is none, `0` above all, means the past (RFC 9111 §5.3); so do two that disagree.
  const [first = ''] = expires;
  const at = expires.every((one) => one === first) ? readDate(first, responseAt) : undefined;
  return at === undefined ? 0 : Math.max(0, at - dateOf(headers, responseAt));
}

/** A tenth of the time since the last change, a day at most (RFC 9111 §4.2.2). */
function guessedMs({ headers, responseAt }: FreshnessFacts): number | undefined {
  const text = headers.get('last-modified');
  const changedAt = text === undefined ? undefined : readDate(text, responseAt);
  if (changedAt === undefined) return undefined;
  const unchangedMs = dateOf(headers, responseAt) - changedAt;
  return unchangedMs <= 0 ? undefined : Math.min(unchangedMs / 10, longestGuessMs);
}

const longestGuessMs = 86_400_000;

/** Capitals do not matter where freshness is worked out, though they do in HTTP dates (RFC 9111 §4.2). */
function readDate(text: string, now: number): number | undefined {
  return parseHttpDate(text, now) ?? parseHttpDate(inCapitals(text), now);
}

function inCapitals(text: string): string {
  return text
    .toLowerCase()
    .replace(firstLetters, (letter) => letter.toUpperCase())
    .replace(zone, 'GMT');
}

const firstLetters = /\b[a-z]/g;
const zone = /Gmt$/;
