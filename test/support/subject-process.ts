import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { setTimeout as pass } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SubjectLog } from './subject-log.ts';

/** A program under test. */
export interface SubjectProcess {
  readonly log: SubjectLog;
  readonly pid: number;
  /** How it ended by itself; `undefined` while it runs. */
  ended(): string | undefined;
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

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Starts a program and waits until it is ready. It never outlives this process, even when that is killed. */
export async function startProcess(
  command: Command,
  isReady: (log: SubjectLog) => Promise<unknown>,
): Promise<SubjectProcess> {
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
  const ready = isReady(log).then(() => undefined, String);
  const failure = await Promise.race([ready, gone]);
  if (failure !== undefined) {
    await stop(child, gone);
    // What it said last is still on its way, unless a child of its own holds on to its outputs.
    await Promise.race([log.ended, pass(1000, undefined, { ref: false })]);
    log.end();
    throw new Error(`${command.program} did not start: ${failure}\n${log.text}`);
  }
  let end: string | undefined;
  void gone.then(async (how) => {
    end = how;
    await log.ended;
    log.end();
  });
  return { log, pid: child.pid ?? 0, ended: () => end, stop: () => stop(child, gone) };
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

/** The guard keeps nobody waiting, and is let go of in order when there is nothing else to do. */
function startGuard(): Writable {
  const script = fileURLToPath(new URL('subject-guard.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'ignore', 'ignore'] });
  const input = child.stdin as Writable & Partial<Pick<Socket, 'ref' | 'unref'>>;
  child.unref();
  input.unref?.();
  input.on('error', () => undefined);
  // Left to the end of the process, what it was told last may keep the process from ending.
  process.once('beforeExit', () => {
    guard = undefined;
    child.ref();
    input.ref?.();
    input.end();
  });
  return input;
}
