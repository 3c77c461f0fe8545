import type { HeaderList } from '../../http/header-list.ts';
import { trimBlanks } from '../../http/trim-blanks.ts';
import { dateOf } from './freshness.ts';

/** When a response was asked for and when it came, in milliseconds since the epoch. */
export interface Timing {
  readonly requestAt: number;
  readonly responseAt: number;
}

/** How old a response was when it came, in milliseconds (`corrected_initial_age` of RFC 9111 §4.2.3). */
export function initialAgeMs(headers: HeaderList, { requestAt, responseAt }: Timing): number {
  const apparent = Math.max(0, responseAt - dateOf(headers, responseAt));
  // A clock that was set back must not make it younger.
  const delay = Math.max(0, responseAt - requestAt);
  return Math.max(apparent, toldAgeMs(headers.get('age')) + delay);
}

/** How old a response is now that came at that age. */
export function currentAgeMs(initialMs: number, responseAt: number, now: number): number {
  return initialMs + Math.max(0, now - responseAt);
}

/** The first member of the field counts; what is no number of seconds does not (RFC 9111 §5.1). */
function toldAgeMs(value: string | undefined): number {
  if (value === undefined) return 0;
  const [first = ''] = value.split(',', 1);
  const text = trimBlanks(first);
  return digits.test(text) ? Math.min(Number(text), longestSecs) * 1000 : 0;
}

const digits = /^\d+$/;
const longestSecs = 2 ** 31;
