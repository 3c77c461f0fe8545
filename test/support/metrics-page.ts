import assert from 'node:assert/strict';
import { type Metric, sampleName } from '../../shared/telemetry/metrics/metric.ts';
import { metricTable } from '../../shared/telemetry/metrics/metric-table.ts';

const begin = '<!-- table: begin, written by scripts/metrics-page.ts -->';
const end = '<!-- table: end -->';

/** The page on metrics with its table as the program has it. */
export function renewedMetricsPage(page: string): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  assert.ok(from >= 0 && to > from, 'the page has a place for the table');
  const rows = Object.values(metricTable).map(rowOf);
  const table = ['| metric | kind | labels | what it tells |', '|---|---|---|---|', ...rows].join('\n');
  return `${page.slice(0, from)}${begin}\n\n${table}\n\n${page.slice(to)}`;
}

function rowOf(metric: Metric): string {
  const labels = metric.labels.map((label) => `\`${label}\``).join(', ');
  return `| \`${sampleName(metric)}\` | ${metric.kind} | ${labels} | ${metric.help} |`;
}
