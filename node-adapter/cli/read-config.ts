import { existsSync } from 'node:fs';
import { formatProblem } from '../../shared/config/format-problem.ts';
import type { Entry } from '../../shared/config/gather.ts';
import { type Loaded, loadConfig } from '../../shared/config/load.ts';
import type { RuntimeName } from '../../shared/platform/platform.ts';
import { configEntry } from '../config-entry.ts';
import { configFiles } from '../config-files.ts';
import { runtimeName } from '../runtime-name.ts';
import type { Call, Terminal } from './command.ts';
import { Unreadable } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

const runtimes: readonly RuntimeName[] = ['node', 'deno', 'bun', 'workerd'];

/** The file that a call is about: named, by the environment, or the usual one here. */
export function configPath(call: Call): string {
  const path = findConfigPath(call);
  if (path !== undefined) return path;
  throw new UsageError('No configuration: name one with --config, or have a sentinel.kdl here.');
}

/** {@link configPath}, or `undefined` where nothing is named and nothing is here. */
export function findConfigPath(call: Call): string | undefined {
  // An empty variable is what is left where one was taken away.
  const named = call.text('config') ?? call.rest[0] ?? (process.env['SENTINEL_CONFIG'] || undefined);
  return named ?? (existsSync('sentinel.kdl') ? 'sentinel.kdl' : undefined);
}

/** Loads the configuration of a call for the runtime it names. */
export async function readConfig(call: Call): Promise<Loaded> {
  const entry = await entryOf(configPath(call));
  return loadConfig({ entry, env: process.env, runtime: runtimeOf(call), ...configFiles });
}

async function entryOf(path: string): Promise<Entry> {
  try {
    return await configEntry(path);
  } catch (error) {
    throw new Unreadable(error instanceof Error ? error.message : String(error));
  }
}

/** The runtime that a call names, or the one that runs it. */
export function runtimeOf(call: Call): RuntimeName {
  const named = call.text('runtime');
  if (named === undefined) return runtimeName();
  const runtime = runtimes.find((each) => each === named);
  if (!runtime) throw new UsageError(`No runtime is named "${named}": write ${runtimes.join(', ')}.`);
  return runtime;
}

/** Writes problems for people, one a line, and how many there are. */
export function writeProblems({ problems }: Pick<Loaded, 'problems'>, { err, paint }: Terminal): void {
  // Files below this folder are named from here, as the first one mostly is.
  const here = `${process.cwd()}/`;
  for (const problem of problems) {
    const told = formatProblem(problem).replaceAll(here, '');
    err(paint(problem.severity === 'error' ? 'bad' : 'warn', told));
  }
}
