import { Fault } from '../../errors/fault.ts';
import type { Platform } from '../../platform/platform.ts';

/** Lets one after another do something costly, in the order they came, with a rest between two as long as the last one took. */
export class Turns {
  readonly #platform: Pick<Platform, 'clock' | 'timers'>;
  readonly #line: ((turn: Turn) => void)[] = [];
  #turn: Turn | undefined;
  #restUntil = 0;

  constructor(platform: Pick<Platform, 'clock' | 'timers'>) {
    this.#platform = platform;
  }

  /** Does it when its turn has come. Rejects with `overloaded` when that takes too long. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const { clock } = this.#platform;
    const turn = await this.#wait();
    try {
      const restMs = this.#restUntil - clock.monotonic();
      if (restMs > 0) await new Promise<void>((over) => this.#platform.timers.after(restMs, over));
      turn.since = clock.monotonic();
      return await work();
    } finally {
      const now = clock.monotonic();
      this.#restUntil = now + Math.min(now - turn.since, maxRestMs);
      this.#leave(turn);
    }
  }

  #wait(): Promise<Turn> {
    const turn: Turn = { since: this.#platform.clock.monotonic() };
    if (this.#isFree()) {
      this.#turn = turn;
      return Promise.resolve(turn);
    }
    return new Promise((resolve, reject) => {
      const come = (given: Turn): void => {
        timer.cancel();
        resolve(given);
      };
      const timer = this.#platform.timers.after(maxWaitMs, () => {
        this.#line.splice(this.#line.indexOf(come), 1);
        reject(new Fault('overloaded', { detail: 'passwords to check', headers: { 'retry-after': '1' } }));
      });
      this.#line.push(come);
    });
  }

  /** A turn that was not given back in all that time is lost: its request may be gone, with all that it was waiting for. */
  #isFree(): boolean {
    return this.#turn === undefined || this.#platform.clock.monotonic() - this.#turn.since > maxTurnMs;
  }

  #leave(turn: Turn): void {
    if (this.#turn !== turn) return;
    const next = this.#line.shift();
    this.#turn = next && { since: this.#platform.clock.monotonic() };
    if (next) next(this.#turn!);
  }
}

interface Turn {
  since: number;
}

const maxWaitMs = 10_000;
const maxTurnMs = 15_000;
const maxRestMs = 1000;
