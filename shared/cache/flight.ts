import type { Reply } from '../engine/reply.ts';
import { Fault } from '../errors/fault.ts';
import type { ResponseHead } from '../http/head.ts';
import type { KeptResponse } from './cache-store.ts';
import type { EntryHead } from './entry.ts';
import type { OriginFetch } from './origin-fetch.ts';
import type { SharedBody } from './shared-body.ts';

/** What became of a fetch, as those see it who wait for it. */
export type Landing =
  | {
      readonly kind: 'stream';
      readonly head: EntryHead;
      /** `undefined` when it has none. */
      readonly body: SharedBody | undefined;
      readonly chosenBy: Choice;
      /** What the origin answered, for the one in whose name it was asked. */
      readonly came: ResponseHead;
    }
  /** What was kept may be used: the origin confirmed it, or fails and need not be asked. */
  | {
      readonly kind: 'kept';
      readonly kept: KeptResponse;
      readonly isConfirmed: boolean;
      /** What the origin said with it is for the one who asked, so that nobody else may have it any more. */
      readonly isForOne: boolean;
      readonly chosenBy: Choice;
      /** What the origin said, if it said anything. */
      readonly status: number | undefined;
    }
  /** It is for the one client for which it was made. */
  | { readonly kind: 'not-shared'; readonly reply: Reply; readonly origin: OriginFetch }
  | { readonly kind: 'failed'; readonly fault: Fault };

/** The fields a response was chosen by, and what the request had in them. */
export interface Choice {
  readonly names: readonly string[];
  readonly variant: string;
}

/** Told what became of a fetch. */
type OnLanded = (landing: Landing, origin: OriginFetch) => void;

/** A fetch under way that others may join. */
export class Flight {
  readonly key: string;
  readonly url: string;
  /** When it began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** What tells its request from others by these fields. */
  readonly variant: (names: readonly string[]) => string;
  /** Called when nobody waits any more. */
  onAbandoned: ((fault: Fault) => void) | undefined = undefined;
  /** It was purged while it was under way: nobody else may have it, and it is not kept. */
  isOutdated = false;
  #landing: Landing | undefined;
  #waiting: OnLanded[] = [];
  #first: OnLanded | undefined;
  #members = 0;

  constructor(of: Pick<Flight, 'key' | 'url' | 'startedAt' | 'variant'>) {
    this.key = of.key;
    this.url = of.url;
    this.startedAt = of.startedAt;
    this.variant = of.variant;
  }

  get landing(): Landing | undefined {
    return this.#landing;
  }

  /** Calls back when it is known what became of it, in the same turn for all. */
  wait(onLanded: OnLanded): void {
    this.#members += 1;
    this.#waiting.push(onLanded);
  }

  /** The same for the one in whose name is fetched. */
  lead(onLanded: OnLanded): void {
    this.#first = onLanded;
    this.wait(onLanded);
  }

  /** One who waited does no more. The last one breaks the fetch off. */
  leave(onLanded: OnLanded, fault = new Fault('client_left')): void {
    const at = this.#waiting.indexOf(onLanded);
    if (at === -1) return;
    this.#waiting.splice(at, 1);
    this.#members -= 1;
    if (this.#members === 0) this.onAbandoned?.(fault);
  }

  /** Whether the one in whose name is fetched still waits. */
  get hasFirst(): boolean {
    return this.#first !== undefined && this.#waiting.includes(this.#first);
  }

  /** Tells all who wait; those who come later find it in `landing`. */
  land(landing: Landing, origin: OriginFetch): void {
    this.#landing = landing;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.onAbandoned = undefined;
    for (const onLanded of waiting) onLanded(landing, origin);
  }
}
