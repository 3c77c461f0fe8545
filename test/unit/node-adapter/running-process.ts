import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

const main = fileURLToPath(new URL('../../../node-adapter/main.ts', import.meta.url));

/** `sentinel` as a process of its own, with everything it has said so far. */
export class RunningProcess {
  readonly exit: Promise<number | string>;
  output = '';
  readonly #child: ChildProcess;
  #onOutput: (() => void) | undefined;

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd?: string) {
    const options = { env: { ...process.env, NO_COLOR: '1', ...env }, ...(cwd !== undefined && { cwd }) };
    this.#child = spawn(process.execPath, [main, ...args], options);
    this.exit = new Promise((resolve) => this.#child.on('exit', (code, signal) => resolve(code ?? signal ?? '')));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        this.#onOutput?.();
      });
    }
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** The first match in what it says, now or later. Fails when it ends without. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    let isOver = false;
    void this.exit.then(() => {
      isOver = true;
      this.#onOutput?.();
    });
    for (;;) {
      const found = pattern.exec(this.output);
      if (found !== null) return found;
      assert.equal(isOver, false, `it ended without saying ${pattern}:\n${this.output}`);
      await new Promise<void>((resolve) => {
        this.#onOutput = resolve;
      });
    }
  }

  /** Waits until this signal does not end it any more. */
  async heeds(signal: NodeJS.Signals): Promise<void> {
    const bit = 1n << BigInt(constants.signals[signal] - 1);
    await until(() => {
      const [, caught] = /^SigCgt:\s*(\w+)/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8')) ?? [];
      return caught !== undefined && (BigInt(`0x${caught}`) & bit) !== 0n;
    });
  }

  /** Forgets what it has said. */
  forget(): void {
    this.output = '';
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it, if it still runs. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exit;
  }
}
