import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, type Effort } from './bench.ts';
import { installPeers } from './peers.ts';
import { type Measured, resultsWith } from './results.ts';
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
--full takes rounds of 2 seconds, about a quarter of an hour in all; --write puts what is found into RESULTS.md,
where sections that were not measured stay as they are.`);
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
const found: Measured[] = [];
for (const { title, name, run } of wanted) {
  const text = await measured(run);
  console.log(`## ${title}\n\n${text ?? `Not measured: ${name} failed.`}\n`);
  if (text !== undefined) found.push({ title, text });
}
if (values.write) writeResults(found);
process.exit();

/** One section, with everything it started stopped again; a section that fails must not take the others with it. */
async function measured(run: (typeof sections)[number]['run']): Promise<string | undefined> {
  const bench = new Bench(effort);
  const stop = (): void => void bench.close().then(() => process.exit(1));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await run(bench, chosen);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
    return undefined;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await bench.close();
  }
}

/** A run of all sections says once for all how it was made; one of some says so in each. */
function writeResults(found: readonly Measured[]): void {
  const file = join(import.meta.dirname, 'RESULTS.md');
  const isWhole = names.length === 0 && found.length === sections.length;
  const stamped = found.map(({ title, text }) => ({ title, text: isWhole ? text : `${howMeasured()}\n\n${text}` }));
  const before = isWhole ? preamble() : readFileSync(file, 'utf8');
  writeFileSync(file, resultsWith(before, stamped));
}

function howMeasured(): string {
  const command = `npm run bench -- ${process.argv.slice(2).join(' ')}`.trim();
  return `Measured on ${new Date().toISOString().slice(0, 10)} by \`${command}\`, in ${effort.rounds} rounds of ${effort.seconds} s, while
${loadBefore.toFixed(1)} other processes wanted a processor on average.`;
}

function preamble(): string {
  return `# Results

${howMeasured()} Medians of interleaved rounds, ${effort.connections} connections unless it
says otherwise. What is measured has processor 0; load and origin share processor 1. Sentinel runs with what is on by
default, 1,000 routes and an access log to a file. CPU is user and system time of the process and its children. The more
other processes there were, the less the times of answers say. **Only ratios within one table carry over to another
machine.**

${versions()}
`;
}
