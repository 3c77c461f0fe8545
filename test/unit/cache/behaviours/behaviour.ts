import { AssertionError } from 'node:assert';
import { type Given, play, type Scenery, type Step } from '../play.ts';

/** One thing that caches are asked for, said by us: requests in turn, and where each answer has to come from. */
export interface Behaviour {
  readonly name: string;
  /** What the standards demand; what makes a cache good; what they leave open. */
  readonly kind: 'required' | 'optional' | 'open';
  readonly steps: readonly Step[];
  readonly scenery?: Scenery;
  /** Why Sentinel does otherwise. It has to: a row that is fulfilled in spite of this is a mistake too. */
  readonly otherwise?: string;
}

/** Behaviours that belong together. */
export interface Area {
  readonly name: string;
  readonly rows: readonly Behaviour[];
}

/** Plays a behaviour through the whole engine, with a clock and an origin of the test. */
export async function isShown({ steps, scenery }: Behaviour): Promise<boolean> {
  try {
    await play(steps, scenery);
    return true;
  } catch (error) {
    if (error instanceof AssertionError) return false;
    throw error;
  }
}

type Lines = NonNullable<Given['headers']>;
type Extra = Omit<Behaviour, 'name' | 'steps' | 'kind'>;

/** Makes rows of one kind. */
export function rowsOf(kind: Behaviour['kind']) {
  const row = (name: string, steps: readonly Step[], extra: Extra = {}): Behaviour => ({ name, kind, steps, ...extra });
  return {
    row,
    /** A response with these fields answers again, three seconds later. */
    reused: (name: string, headers: Lines, extra?: Extra): Behaviour =>
      row(
        name,
        [
          { gives: { headers }, from: 'origin' },
          { later: 3, from: 'cache', text: 'answer 1' },
        ],
        extra,
      ),
    /** A response with these fields does not answer again; the origin is asked for another. */
    notReused: (name: string, headers: Lines, extra?: Extra): Behaviour =>
      row(
        name,
        [
          { gives: { headers }, from: 'origin' },
          { later: 3, from: 'origin', text: 'answer 2' },
        ],
        extra,
      ),
    /** Nor does one with these, but the origin is asked whether it still holds. */
    validated: (name: string, headers: Lines, extra?: Extra): Behaviour =>
      row(
        name,
        [
          { gives: { headers }, from: 'origin' },
          { later: 3, gives: { status: 304 }, from: 'validation', status: 200, text: 'answer 1' },
        ],
        extra,
      ),
  };
}

/** What a fresh response says. */
export const hour = { 'cache-control': 'max-age=3600' };
