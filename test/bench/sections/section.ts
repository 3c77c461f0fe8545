import type { Bench } from '../bench.ts';

/** One part of the benchmark. */
export interface Section {
  /** As it is asked for on the command line. */
  readonly name: string;
  readonly title: string;
  /** Measures, and answers what it found as Markdown. */
  run(bench: Bench, chosen: Chosen): Promise<string>;
}

/** Whether a contender is to be measured, by its name. */
export type Chosen = (name: string) => boolean;
