import { type Metric, metricPrefix, sampleName } from './metric.ts';
import { type MetricKey, metricTable } from './metric-table.ts';
import type { Sample, Samples } from './samples.ts';

/** The ways to write metrics, by their media types. */
export const textTypes = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
} as const;

/** A way to write metrics. */
export type TextFormat = keyof typeof textTypes;

/** What one process tells. */
export interface ProcessSamples {
  /** Tells the processes apart; absent where there is one alone. */
  readonly worker?: string;
  readonly samples: Samples;
}

/** Metrics as Prometheus reads them: one block for each metric, with the samples of all processes. */
export function metricsText(processes: readonly ProcessSamples[], format: TextFormat): string {
  const blocks = Object.entries(metricTable).map(([key, metric]) =>
    blockOf(key as MetricKey, metric, processes, format),
  );
  return blocks.join('') + (format === 'openmetrics' ? '# EOF\n' : '');
}

function blockOf(key: MetricKey, metric: Metric, processes: readonly ProcessSamples[], format: TextFormat): string {
  const lines = processes.flatMap(({ worker, samples }) =>
    (samples[key] ?? []).map((sample) => linesOf(metric, sample, worker)),
  );
  if (lines.length === 0) return '';
  const family = format === 'openmetrics' ? metricPrefix + metric.name : sampleName(metric);
  return `# HELP ${family} ${metric.help}\n# TYPE ${family} ${metric.kind}\n${lines.join('')}`;
}

function linesOf(metric: Metric, sample: Sample, worker: string | undefined): string {
  const name = sampleName(metric);
  const pairs = metric.labels.map((label, at) => pair(label, sample.labels[at] ?? ''));
  const labels = [...pairs, pair('worker', worker ?? '')].filter((one) => one !== '');
  if (sample.counts === undefined) return `${name}${braced(labels)} ${sample.value}\n`;
  const buckets = histogramLines(name, labels, metric.bounds ?? [], sample.counts);
  return `${buckets}${name}_sum${braced(labels)} ${sample.value}\n`;
}

function histogramLines(
  name: string,
  labels: readonly string[],
  bounds: readonly number[],
  counts: readonly number[],
): string {
  let text = '';
  let sum = 0;
  counts.forEach((count, at) => {
    sum += count;
    text += `${name}_bucket${braced([...labels, pair('le', boundText(bounds[at]))])} ${sum}\n`;
  });
  return `${text}${name}_count${braced(labels)} ${sum}\n`;
}

/** OpenMetrics wants a point in every bound. */
function boundText(bound: number | undefined): string {
  if (bound === undefined) return '+Inf';
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}

/** A label without a value is one that is not there. */
function pair(label: string, value: string): string {
  return value === '' ? '' : `${label}="${escaped(value)}"`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function braced(pairs: readonly string[]): string {
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
