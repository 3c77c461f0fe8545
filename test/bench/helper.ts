import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runtimes } from './contenders.ts';

const run = promisify(execFile);

/** Runs a program of this folder on processor 1 and answers what it prints, read as JSON. */
export async function helper<Result>(file: string, args: readonly number[], maxSeconds = 120): Promise<Result> {
  const command = ['-c', '1', ...runtimes.node, join(import.meta.dirname, file), ...args.map(String)];
  const { stdout } = await run('taskset', command, { timeout: maxSeconds * 1000 });
  return JSON.parse(stdout) as Result;
}
