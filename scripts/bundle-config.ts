import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { countsTokens } from '../shared/config/counts-tokens.ts';
import { formatProblem } from '../shared/config/format-problem.ts';
import { loadConfig } from '../shared/config/load.ts';
import type { Problem } from '../shared/config/problem.ts';
import { type BundledConfig, globKey } from '../worker/cloudflare/bundled-config.ts';
import { ranksModule } from './ranks-module.ts';

/**
 * Checks a configuration for workerd and writes it, with all that it includes, as the module the Worker is built with.
 * `node scripts/bundle-config.ts [file]`: else SENTINEL_CONFIG, else sentinel.kdl, else the Worker's default. Beside it goes
 * a module with the vocabularies of tokenizers, which is empty unless the configuration needs them, or SENTINEL_RANKS is 1:
 * for a configuration in KV that does.
 */
const root = dirname(import.meta.dirname);
const output = join(root, '.cache/worker-config.js');
const files: Record<string, string> = {};
const globs: Record<string, readonly string[]> = {};

const given = process.argv[2] ?? process.env['SENTINEL_CONFIG'];
const entry =
  given ?? (existsSync('sentinel.kdl') ? 'sentinel.kdl' : relative(process.cwd(), join(root, 'worker/default.kdl')));
const { config, problems } = await loadConfig({ entry, env: process.env, runtime: 'workerd', read, glob });
const errors = problems.filter((problem) => problem.severity === 'error' && !isUnset(problem));
for (const problem of problems) console.error(formatProblem(problem));
if (errors.length > 0) process.exit(1);

const bundled: BundledConfig = { entry, files, globs };
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, `export default ${JSON.stringify(JSON.stringify(bundled))};\n`);
writeFileSync(join(root, '.cache/worker-ranks.js'), ranksModule(needsRanks()));
console.log(`bundled ${entry} for the Worker`);

function read(path: string, from: string | undefined): string {
  // Only a secret is read on behalf of a file; it must not end up in a bundle.
  if (from !== undefined) throw new Error('a Worker takes its secrets from the environment');
  files[path] = readFileSync(path, 'utf8');
  return files[path];
}

function glob(pattern: string, from: string): readonly string[] {
  const folder = dirname(from);
  const found = globSync(pattern, { cwd: folder }).map((path) => (isAbsolute(path) ? path : join(folder, path)));
  globs[globKey(pattern, from)] = found.toSorted();
  return globs[globKey(pattern, from)]!;
}

/** Whether tokens are counted exactly. While variables are not set, there is nothing but the text to tell by. */
function needsRanks(): boolean {
  if (process.env['SENTINEL_RANKS'] === '1') return true;
  return config ? countsTokens(config) : Object.values(files).some((text) => /\btiktoken\b/.test(text));
}

/** The variables of the Worker are known where it runs; it refuses to start without them. */
function isUnset({ message }: Problem): boolean {
  return message.endsWith('is not set');
}
