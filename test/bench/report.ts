import { cpus } from 'node:os';
import type { Contender } from './contenders.ts';

/** What one burst of load on one contender found. */
export interface Sample {
  readonly name: string;
  readonly microsPerRequest: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly residentBytes: number;
  readonly errors: number;
}

/** The table of medians, with ratios to the baselines, as Markdown. */
export function report(
  contenders: readonly Contender[],
  samples: readonly Sample[],
  { rounds, seconds, connections }: { rounds: string; seconds: string; connections: string },
): string {
  const micros = (name: string): number => median(samples, name, 'microsPerRequest');
  const rows = contenders.map(({ name, baseline }) => {
    const ratio = (to: string): string => (Number.isNaN(micros(to)) ? '' : (micros(name) / micros(to)).toFixed(2));
    const cells = [
      name,
      micros(name).toFixed(1),
      ratio(contenders[0]!.name),
      `${ratio(baseline)} of ${baseline}`,
      Math.round(median(samples, name, 'requestsPerSecond')).toString(),
      median(samples, name, 'p50Ms').toFixed(2),
      median(samples, name, 'p99Ms').toFixed(2),
      (median(samples, name, 'residentBytes') / 1048576).toFixed(0),
      String(samples.filter((sample) => sample.name === name).reduce((sum, { errors }) => sum + errors, 0)),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `# Results

1 KiB of JSON over keep-alive, ${connections} connections, medians of ${rounds} interleaved rounds of ${seconds} s. The contender has
processor 0; load and origin have processor 1. ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}.
Only ratios carry over to another machine.

| contender | CPU µs / request | to ${contenders[0]!.name} | to its own baseline | requests / s | p50 ms | p99 ms | MiB | errors |
|---|---|---|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

function median(samples: readonly Sample[], name: string, key: Exclude<keyof Sample, 'name'>): number {
  const values = samples
    .filter((sample) => sample.name === name)
    .map((sample) => sample[key])
    .toSorted((left, right) => left - right);
  return values[Math.floor(values.length / 2)] ?? Number.NaN;
}
