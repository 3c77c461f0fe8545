/** Something that is counted or measured, as it is told to Prometheus. */
export interface Metric {
  /** Without the prefix that all have, and of counters without `_total`. */
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** One sentence for the reference and for whoever reads the page. */
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of the buckets of a histogram, ascending; one without bound follows them. */
  readonly bounds?: readonly number[];
}

/** Before every name. */
export const metricPrefix = 'sentinel_';

/** The name by which its samples go: those of a histogram add `_bucket`, `_sum` and `_count`. */
export function sampleName({ name, kind }: Metric): string {
  return `${metricPrefix}${name}${kind === 'counter' ? '_total' : ''}`;
}
