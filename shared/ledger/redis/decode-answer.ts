import { Fault } from '../../errors/fault.ts';
import type { CounterView, Verdict } from '../ledger.ts';

/** What the script answered to `spend` and `reserve` of so many claims. */
export function decodeVerdict(answer: unknown, claims: number): Verdict {
  const numbers = decodeNumbers(answer, 3 + 3 * claims);
  const [granted, refused = -1, wait = 0] = numbers;
  return { granted: granted === 1, refused, retryAfterMs: spanOf(wait), views: viewsOf(numbers, 3) };
}

/** What it answered to `read`. */
export function decodeViews(answer: unknown, counters: number): readonly CounterView[] {
  return viewsOf(decodeNumbers(answer, 3 * counters), 0);
}

/** What it answered to `settle`: whether the reservation was held. */
export function decodeSettled(answer: unknown): boolean {
  const [held] = decodeNumbers(answer, 1);
  if (held === -1) throw new Fault('internal', { detail: 'a reservation was settled to another number of amounts' });
  return held === 1;
}

function viewsOf(numbers: readonly number[], from: number): CounterView[] {
  const views: CounterView[] = [];
  for (let at = from; at < numbers.length; at += 3) {
    views.push({ limit: numbers[at]!, remaining: numbers[at + 1]!, resetMs: spanOf(numbers[at + 2]!) });
  }
  return views;
}

/** There is no infinity among the whole numbers of Redis. */
function spanOf(ms: number): number {
  return ms < 0 ? Infinity : ms;
}

function decodeNumbers(answer: unknown, length: number): readonly number[] {
  if (!Array.isArray(answer) || answer.length !== length) throw unreadable(answer);
  const numbers = answer.map(Number);
  if (!numbers.every(Number.isSafeInteger)) throw unreadable(answer);
  return numbers;
}

function unreadable(answer: unknown): Fault {
  return new Fault('ledger_unavailable', { detail: `Redis answered ${String(answer).slice(0, 100)}` });
}
