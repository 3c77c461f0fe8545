import { spawn } from 'node:child_process';
import type { RunOutput } from './run.ts';
import { runtimeName } from './runtime-name.ts';

/** Tells the process in the background that it is there already. */
const mark = 'SENTINEL_DAEMON';

/** Whether this process was started by {@link startDaemon}. */
export function isDaemon(): boolean {
  return process.env[mark] === '1';
}

/**
 * Starts this program again in the background, in a session of its own, and waits until it listens. Answers the exit
 * code for this process: that of the other when it could not start.
 */
export function startDaemon(output: RunOutput): Promise<number> {
  const child = spawn(process.execPath, [...runtimeArguments(), ...process.argv.slice(1)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, [mark]: '1' },
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
    child.stderr.setEncoding('utf8').on('data', (text: string) => void process.stderr.write(text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.out(text.trimEnd());
      if (!text.includes('listening on')) return;
      child.unref();
      child.stdout.destroy();
      child.stderr.destroy();
      resolve(0);
    });
  });
}

function runtimeArguments(): readonly string[] {
  return runtimeName() === 'deno' ? ['run', '-A'] : process.execArgv;
}
