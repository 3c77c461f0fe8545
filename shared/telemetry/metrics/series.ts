import type { Sample } from './samples.ts';

/** A number that only grows. Looked up once, then counted up without more ado. */
export class Counter implements Sample {
  readonly labels: readonly string[];
  value = 0;

  constructor(labels: readonly string[]) {
    this.labels = labels;
  }

  add(amount = 1): void {
    this.value += amount;
  }
}

/** How many of the observed values fell into each bucket, and their sum. */
export class Histogram implements Sample {
  readonly labels: readonly string[];
  readonly counts: number[];
  value = 0;
  readonly #bounds: readonly number[];

  constructor(labels: readonly string[], bounds: readonly number[]) {
    this.labels = labels;
    this.#bounds = bounds;
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let at = 0;
    // There are few, and most values are small.
    while (at < bounds.length && value > bounds[at]!) at += 1;
    this.counts[at]! += 1;
    this.value += value;
  }
}
