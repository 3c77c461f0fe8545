import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

const maxLines = 20_000;

/** Starting takes a second, and more than a minute where many start at once; a program that ended is not waited for. */
const patienceToStartMs = 100_000;

/** What a program under test has written, line by line, from both of its outputs. */
export class SubjectLog {
  readonly lines: string[] = [];
  /** Settles when nothing more can come. */
  readonly ended: Promise<unknown>;
  readonly #waiting = new Set<() => void>();
  #isOver = false;

  constructor({ stdout, stderr }: Pick<ChildProcess, 'stdout' | 'stderr'>) {
    this.ended = Promise.all([stdout, stderr].map((stream) => stream && this.#follow(stream)));
  }

  get text(): string {
    return this.lines.join('\n');
  }

  /** Lets nobody wait any longer: the program is gone. */
  end(): void {
    this.#isOver = true;
    for (const wake of [...this.#waiting]) wake();
  }

  /** The first line that fits, once it is there; fails when it does not come within `patienceMs`, or not any more. */
  async line(fits: (line: string) => boolean, patienceMs = 40_000): Promise<string> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const found = this.lines.find(fits);
      if (found !== undefined) return found;
      if (this.#isOver) throw new Error('it ended without such a line');
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`no such line within ${patienceMs} ms`);
      await this.#change(left);
    }
  }

  /** The line with which a program says that it is up. */
  up(words: string): Promise<string> {
    return this.line((line) => line.includes(words), patienceToStartMs);
  }

  /** All lines that fit so far. */
  all(fits: (line: string) => boolean): string[] {
    return this.lines.filter(fits);
  }

  #change(patienceMs: number): Promise<void> {
    return new Promise((settle) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        settle();
      };
      const timer = setTimeout(done, patienceMs);
      this.#waiting.add(done);
    });
  }

  #follow(stream: Readable): Promise<unknown> {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop()!;
      this.lines.push(...parts);
      if (this.lines.length > maxLines) this.lines.splice(0, this.lines.length - maxLines);
      for (const wake of [...this.#waiting]) wake();
    });
    return new Promise((settle) => stream.on('close', settle));
  }
}
