import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, type Effort } from './bench.ts';
import { installPeers } from './peers.ts';
import { sections } from './sections/index.ts';
import { versions } from './versions.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    connections: { type: 'string', default: '64' },
    sections: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    full: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm run bench -- [--full] [--rounds 3] [--seconds 1] [--connections 64] [--write]
                 [--sections name,name] [--only contender,contender]
Sections: ${sections.map(({ name }) => name).join(', ')}.
--full takes rounds of 2 seconds, about a quarter of an hour in all; --write puts what is found into RESULTS.md.`);
  process.exit(0);
}

const effort: Effort = {
  rounds: Number(values.rounds ?? 3),
  seconds: Number(values.seconds ?? (values.full ? 2 : 1)),
  connections: Number(values.connections),
};
const parts = values.only.split(',').map((part) => part.trim());
const chosen = (name: string): boolean => parts.some((part) => name.includes(part));
const names = values.sections.split(',').filter((name) => name !== '');
const wanted = sections.filter(({ name }) => names.length === 0 || names.includes(name));

const [loadBefore = 0] = loadavg();
installPeers();
const report: string[] = [];
for (const { title, name, run } of wanted) {
  const text = `## ${title}\n\n${await measured(name, run)}`;
  console.log(`${text}\n`);
  report.push(text);
}
if (values.write) writeFileSync(join(import.meta.dirname, 'RESULTS.md'), whole(report));
process.exit(0);

/** One section, with everything it started stopped again; a section that fails must not take the others with it. */
async function measured(name: string, run: (typeof sections)[number]['run']): Promise<string> {
  const bench = new Bench(effort);
  const stop = (): void => void bench.close().then(() => process.exit(1));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await run(bench, chosen);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
    return `Not measured: ${name} failed.`;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await bench.close();
  }
}

function whole(texts: readonly string[]): string {
  return `# Results

Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run bench -- ${process.argv.slice(2).join(' ')}\`: medians of ${effort.rounds} interleaved rounds of
${effort.seconds} s, ${effort.connections} connections unless it says otherwise. What is measured has processor 0; load and origin share
processor 1. Sentinel runs with what is on by default, 1,000 routes and an access log to a file. CPU is user and system
time of the process and its children. **Only ratios within one table carry over to another machine.** Before the run
${loadBefore.toFixed(1)} other processes wanted a processor on average: the more, the less the times of answers say.

${versions()}

${texts.join('\n\n')}
`;
}
