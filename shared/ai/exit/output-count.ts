import type { Estimator } from '../tokens/estimator.ts';
import type { TextCounter } from '../tokens/text-counter.ts';

/** Counts what a model says while it says it; what comes before the counter is ready waits for it. */
export class OutputCount {
  #counter: TextCounter | undefined;
  #waiting: string[] = [];
  readonly #ready: Promise<unknown> | undefined;
  #hasText = false;

  constructor(estimator: Estimator, model: string | undefined) {
    const counter = estimator.counter(model);
    if (counter instanceof Promise) this.#ready = counter.then((made) => this.#begin(made));
    else this.#counter = counter;
  }

  /** Whether anything was said in words. */
  get hasText(): boolean {
    return this.#hasText;
  }

  add(text: string): void {
    if (text === '') return;
    this.#hasText = true;
    if (this.#counter) this.#counter.add(text);
    else this.#waiting.push(text);
  }

  /** Tokens so far. A promise only while the counter is not ready. */
  total(): number | Promise<number> {
    return this.#counter ? this.#counter.total() : this.#ready!.then(() => this.#counter?.total() ?? 0);
  }

  #begin(counter: TextCounter): void {
    this.#counter = counter;
    for (const text of this.#waiting) counter.add(text);
    this.#waiting = [];
  }
}
