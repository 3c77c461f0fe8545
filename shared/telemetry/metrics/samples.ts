import type { MetricKey } from './metric-table.ts';

/** The value of a metric for one set of labels. */
export interface Sample {
  /** In the order of the table. An empty one stands for none. */
  readonly labels: readonly string[];
  /** Of a histogram: the sum of what was observed. */
  readonly value: number;
  /** Of a histogram: how many fell into each bucket, not cumulated; the last has no bound. */
  readonly counts?: readonly number[];
}

/** Samples of several metrics. Made of plain values, so that processes can send it to each other. */
export type Samples = { readonly [Key in MetricKey]?: readonly Sample[] };

/** All that several sources tell, together. */
export function joined(sources: readonly Samples[]): Samples {
  const all: { [Key in MetricKey]?: Sample[] } = {};
  for (const source of sources) {
    for (const [key, samples] of Object.entries(source) as [MetricKey, readonly Sample[]][]) {
      all[key] = [...(all[key] ?? []), ...samples];
    }
  }
  return all;
}
