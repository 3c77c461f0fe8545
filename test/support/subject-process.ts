import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { SubjectLog } from './subject-log.ts';

/** A program under test. */
export interface SubjectProcess {
  readonly log: SubjectLog;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}

/** What to run. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const mostPatience = 30_000;
const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Starts a program and waits until it says that it listens. It never outlives this process, even when that is killed. */
export async function startProcess(command: Command, isReady: (line: string) => boolean): Promise<SubjectProcess> {
  const child = spawn(command.program, command.args, {
    cwd: command.cwd ?? repository,
    env: { ...process.env, NO_COLOR: '1', ...command.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = new SubjectLog(child);
  const gone = new Promise<string>((settle) => {
    child.on('error', (error) => settle(String(error)));
    child.on('exit', (code, signal) => settle(`exit ${code ?? signal}`));
  });
  if (child.pid !== undefined) watch(child.pid, gone);
  const started = await Promise.race([log.line(isReady, mostPatience).catch(String), gone]);
  if (!isReady(started)) {
    await stop(child, gone);
    throw new Error(`${command.program} did not start: ${started}\n${log.text}`);
  }
  return { log, stop: () => stop(child, gone) };
}

async function stop(child: ChildProcess, gone: Promise<string>): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await gone;
}

let guard: Writable | undefined;

function watch(pid: number, gone: Promise<unknown>): void {
  guard ??= startGuard();
  guard.write(`+${pid}\n`);
  void gone.then(() => guard?.write(`-${pid}\n`));
}

function startGuard(): Writable {
  const script = fileURLToPath(new URL('subject-guard.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  const input = child.stdin;
  (input as unknown as { unref(): void }).unref();
  input.on('error', () => undefined);
  return input;
}
