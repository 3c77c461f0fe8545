import type { Bench } from '../bench.ts';
import { sentinelOn, sentinelOnWorkerd } from '../contenders.ts';
import { startOrigin } from '../origin.ts';
import { residentBytes } from '../process-tree.ts';
import { median, table } from '../table.ts';
import type { Section } from './section.ts';

const times = 5;
const measured = [sentinelOn('node'), sentinelOn('deno'), sentinelOn('bun'), sentinelOnWorkerd];

/** From nothing to the first answer. */
export const startup: Section = {
  name: 'startup',
  title: 'Start-up',
  async run(bench, chosen) {
    const origin = await startOrigin(bench);
    const rows: string[][] = [];
    for (const contender of measured.filter(({ name }) => chosen(name))) {
      const found: { ms: number; mebibytes: number }[] = [];
      for (let time = 0; time < times; time += 1) found.push(await once(bench, contender, origin));
      rows.push([
        contender.name,
        median(found.map(({ ms }) => ms)).toFixed(0),
        median(found.map(({ mebibytes }) => mebibytes)).toFixed(0),
      ]);
    }
    return `From starting the program to the first relayed answer, with 1,000 routes in \`sentinel.kdl\`; looked at every
10 ms, medians of ${times}. On workerd the bundling of the Worker is in it.

${table(['', 'ms', 'MiB then'], rows)}`;
  },
};

async function once(bench: Bench, contender: (typeof measured)[number], origin: number) {
  const start = performance.now();
  const running = await bench.start(contender, origin);
  const ms = performance.now() - start;
  const mebibytes = residentBytes(running.pid) / 1_048_576;
  await running.stop();
  return { ms, mebibytes };
}
