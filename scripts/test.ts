// Runs parts of the tests, all of them unless some are named: node scripts/test.ts unit parity
// What begins with a hyphen is handed on to the runner: node scripts/test.ts unit --test-name-pattern=cookie
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Tests of what knows no runtime, and so must hold on each of them. */
const everywhere = [
  ...['dialects', 'events', 'tokens', 'translate', 'usage'].map((folder) => `test/unit/ai/${folder}`),
  ...['cache', 'config', 'engine', 'fetch', 'filters', 'handlers', 'http', 'http1', 'keys', 'ledger'].map(unit),
  ...['platform', 'routing', 'static', 'telemetry', 'upstream', 'validation'].map(unit),
  'test/contract',
];

/** The command of each part, in the order in which all are run: what fails soonest comes first. */
const parts: Readonly<Record<string, Command>> = {
  unit: onNode(2, 'test/unit/**/*', 'test/contract/**/*', 'test/liveness/**/*', 'test/*'),
  deno: { program: 'deno', options: ['test', '-A', '--no-check', '--quiet'], files: everywhere },
  bun: { program: 'bun', options: ['test', '--timeout', '60000'], files: everywhere },
  worker: onNode(1, 'test/worker/**/*'),
  examples: onNode(1, 'test/examples/**/*'),
  fuzz: onNode(undefined, 'test/fuzz/**/*'),
  interop: onNode(2, 'test/interop/*'),
  clients: onNode(2, 'test/clients/*', 'test/ai/*'),
  parity: onNode(2, 'test/parity/{on-*,differences,harness}'),
  soak: onNode(undefined, 'test/soak/**/*'),
  chaos: onNode(1, 'test/chaos/**/*'),
};

interface Command {
  readonly program: 'node' | 'deno' | 'bun';
  readonly options: readonly string[];
  readonly files: readonly string[];
}

/** Without a number, as many files run at once as there are processors, less one. */
function onNode(filesAtOnce: number | undefined, ...files: readonly string[]): Command {
  const options = filesAtOnce === undefined ? [] : [`--test-concurrency=${filesAtOnce}`];
  return { program: 'node', options: ['--test', ...options], files: files.map((file) => `${file}.test.ts`) };
}

function unit(folder: string): string {
  return `test/unit/${folder}`;
}

/** The status the program ended with. */
function run({ program, options, files }: Command, handedOn: readonly string[]): number {
  const { status, error } = spawnSync(program, [...options, ...handedOn, ...files], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      // The versions that the project names, whatever the machine has.
      PATH: join(root, 'node_modules', '.bin') + delimiter + process.env['PATH'],
      // Each file is a process of its own, and all of them load the same sources.
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'),
    },
  });
  if (error) throw error;
  return status ?? 1;
}

const given = process.argv.slice(2);
const named = given.filter((word) => !word.startsWith('-'));
const unknown = named.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0)
  throw new Error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);

const handedOn = given.filter((word) => word.startsWith('-'));
for (const name of named.length > 0 ? named : Object.keys(parts)) {
  process.exitCode = run(parts[name]!, handedOn);
  if (process.exitCode !== 0) break;
}
