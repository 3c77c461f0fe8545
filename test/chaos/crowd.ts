import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from './limited-sentinel.ts';

/** What a crowd was told. */
export class Crowd {
  readonly answers: Answer[] = [];
  /** Requests that got no answer at all. */
  lost = 0;
  readonly #asking: Promise<void>[];
  #isOver = false;

  /** `ask` is called by `clients` at once, one request after the other, `most` in all. */
  constructor(clients: number, ask: (index: number) => Promise<Answer>, most = Infinity) {
    let asked = 0;
    const askOn = async (): Promise<void> => {
      while (!this.#isOver && asked < most) {
        asked += 1;
        await this.#note(ask(asked - 1));
        // A pause for the two processors to do the rest, unless there is an end.
        if (most === Infinity) await wait(5);
      }
    };
    this.#asking = Array.from({ length: clients }, askOn);
  }

  /** How many answers had this status. */
  count(status: number): number {
    return this.answers.filter((answer) => answer.status === status).length;
  }

  /** The statuses there were, in order. */
  get statuses(): readonly number[] {
    return [...new Set(this.answers.map(({ status }) => status))].sort();
  }

  get slowestMs(): number {
    return Math.max(...this.answers.map(({ tookMs }) => tookMs));
  }

  /** Waits until all that may be asked has been. */
  async done(): Promise<this> {
    await Promise.all(this.#asking);
    return this;
  }

  /** Asks nothing more. */
  stop(): Promise<this> {
    this.#isOver = true;
    return this.done();
  }

  async #note(asked: Promise<Answer>): Promise<void> {
    try {
      this.answers.push(await asked);
    } catch {
      this.lost += 1;
    }
  }
}
