import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../support/ports.ts';
import { answerOf } from './answer-of.ts';
import type { Contender } from './contender.ts';

/** How long and how often is measured. */
export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
}

/** A contender at work. */
export interface Running {
  readonly contender: Contender;
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts what is measured and what it is measured with, each on its own processor, and stops all of it. */
export class Bench {
  readonly effort: Effort;
  readonly folder = mkdtempSync(join(tmpdir(), 'bench-'));
  readonly #processes = new Set<ChildProcess>();

  constructor(effort: Effort) {
    this.effort = effort;
    // Programs that give up their rights read here too.
    chmodSync(this.folder, 0o755);
  }

  /** Starts a contender on processor 0 (or on those named) and waits until it relays a whole answer. */
  async start(contender: Contender, upstreamPort: number, options: StartOptions = {}): Promise<Running> {
    const { processors = '0', secure = false, path = '/measured', bytes = 1024 } = options;
    const isReady = options.isReady ?? ((at) => answersWhole({ port: at, secure, path, bytes }));
    const port = await freePort();
    const folder = mkdtempSync(join(this.folder, 'contender-'));
    const child = this.spawn(processors, contender.command({ port, upstreamPort, folder }), folder);
    try {
      await ready(() => isReady(port), child);
    } catch (error) {
      await this.#stop(child);
      throw new Error(`${contender.name} does not relay`, { cause: error });
    }
    return { contender, pid: child.pid!, port, stop: () => this.#stop(child) };
  }

  /** Starts a program, whose output nobody reads. */
  spawn(processors: string, [command, ...args]: readonly string[], cwd = this.folder): ChildProcess {
    const stdio = ['ignore', 'ignore', process.env['BENCH_OUTPUT'] === undefined ? 'ignore' : 'inherit'] as const;
    const child = spawn('taskset', ['-c', processors, command!, ...args], { cwd, stdio: [...stdio] });
    this.#processes.add(child);
    return child;
  }

  /** Stops everything. */
  async close(): Promise<void> {
    await Promise.all([...this.#processes].map((child) => this.#stop(child)));
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #stop(child: ChildProcess): Promise<void> {
    this.#processes.delete(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await Promise.race([ended, wait(3_000)]);
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await ended;
  }
}

interface StartOptions {
  readonly processors?: string;
  readonly secure?: boolean;
  /** What is asked for, and how long the answer is, to see that it relays. */
  readonly path?: string;
  readonly bytes?: number;
  /** Whether it relays, where that is asked in another way. */
  readonly isReady?: (port: number) => Promise<boolean>;
}

interface Expected {
  readonly port: number;
  readonly secure: boolean;
  readonly path: string;
  readonly bytes: number;
}

async function ready(isReady: () => Promise<boolean>, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 3_000; tries += 1) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (await isReady()) return;
    await wait(10);
  }
  throw new Error('no whole answer in time');
}

async function answersWhole({ port, secure, path, bytes }: Expected): Promise<boolean> {
  const answer = await answerOf(port, path, secure).catch(() => undefined);
  return answer?.status === 200 && answer.body.length === bytes;
}
