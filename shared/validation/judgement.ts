import { type Check, Run } from './schema/run.ts';

/** One thing that is wrong with a message, and where. */
export interface Finding {
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'body';
  /** The parameter; absent for bodies. */
  readonly name?: string | undefined;
  /** JSON pointer to the part of the value, as a fragment: `#/items/0`. */
  readonly pointer: string;
  readonly detail: string;
}

/** Findings of one message, as many as are told at most. */
export class Findings {
  readonly list: Finding[] = [];

  get isFull(): boolean {
    return this.list.length >= mostFindings;
  }

  add(where: Finding['in'], name: string | undefined, detail: string, path: readonly (string | number)[] = []): void {
    if (!this.isFull) this.list.push({ in: where, name, pointer: pointerOf(path), detail });
  }

  /** Judges a value; `bytes` is the size it was sent with, by which its cost is bounded. */
  judge(where: Finding['in'], name: string | undefined, check: Check, value: unknown, bytes: number): void {
    if (this.isFull) return;
    const run = runOf(bytes, mostFindings - this.list.length);
    check(value, run, undefined);
    for (const { path, message } of run.violations) this.add(where, name, message, path);
    if (run.isSpent) this.add(where, name, 'takes too much work to be checked');
  }
}

/** Whether a value fits, without telling what does not. */
export function fits(check: Check, value: unknown, bytes: number): boolean {
  const run = runOf(bytes, 1);
  return check(value, run, undefined) && !run.isSpent;
}

/** More would tell a client nothing, and be a way to make long answers of short requests. */
const mostFindings = 16;

/** A value costs a few steps for each of its parts, which are at least two bytes long; schemas that branch cost more. */
function runOf(bytes: number, maxViolations: number): Run {
  return new Run({ maxSteps: 100_000 + bytes * 30, maxViolations });
}

function pointerOf(path: readonly (string | number)[]): string {
  const steps = path.map((step) => `/${String(step).slice(0, longest).replaceAll('~', '~0').replaceAll('/', '~1')}`);
  return `#${encodeURI(steps.join('').slice(0, longest).toWellFormed()).replaceAll('#', '%23')}`;
}

/** Characters of a pointer: names come from the client, and go back to it. */
const longest = 300;
