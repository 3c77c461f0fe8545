import { performance } from 'node:perf_hooks';
import type { SeededRandom } from '../../support/seeded-random.ts';
import { mutatedFrom } from '../message-mutations.ts';
import type { CoverageMeter } from './coverage-meter.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { smallest } from './smallest.ts';

/** What a hunt came to. */
export interface Catch {
  readonly inputs: number;
  /** Inputs that reached something new, in the order they were found. */
  readonly corpus: readonly string[];
  /** The smallest input found that breaks a promise. */
  readonly finding: { readonly input: string; readonly error: unknown } | undefined;
}

/** What a hunt needs beside its target. */
export interface HuntParts {
  readonly random: SeededRandom;
  readonly meter: CoverageMeter;
  /** Inputs that earlier hunts found worth keeping. */
  readonly corpus: readonly string[];
  readonly forMs: number;
}

/** Looks for inputs that break a promise: changes what reached new code, and keeps what reaches more. */
export async function hunt(target: FuzzTarget, { random, meter, corpus, forMs }: HuntParts): Promise<Catch> {
  const kept: string[] = [];
  let inputs = 0;
  const deadline = performance.now() + forMs;
  const fails = async (input: string): Promise<unknown> => {
    inputs += 1;
    try {
      await target.run(input, random);
      return undefined;
    } catch (error) {
      return error ?? new Error('something was thrown');
    }
  };
  const caught = async (input: string, error: unknown): Promise<Catch> => {
    return { inputs, corpus: kept, finding: { input: await smallest(input, fails), error } };
  };

  meter.forgetAll();
  for (const input of [...target.material.seeds, ...corpus]) {
    const error = await fails(input);
    if (error !== undefined) return caught(input, error);
    if (meter.takeNew() > 0) kept.push(input);
  }
  while (performance.now() < deadline) {
    const batch = Array.from({ length: batchSize }, () => next(target, kept, random));
    for (const input of batch) {
      const error = await fails(input);
      if (error !== undefined) return caught(input, error);
    }
    const found = meter.takeNew();
    // To ask for the coverage costs more than an input: only when something is new is it looked for.
    if (found > 0) {
      meter.forgetLast();
      await keepNew(batch, kept, fails, meter);
    }
  }
  return { inputs, corpus: kept, finding: undefined };
}

/** Keeps the inputs of a batch that reach new code: looks for them in one half, then in the other. */
async function keepNew(
  batch: readonly string[],
  kept: string[],
  fails: (input: string) => Promise<unknown>,
  meter: CoverageMeter,
): Promise<void> {
  const middle = batch.length >> 1;
  for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
    for (const input of half) await fails(input);
    if (meter.takeNew() === 0) continue;
    if (half.length === 1) kept.push(half[0]!);
    else {
      meter.forgetLast();
      await keepNew(half, kept, fails, meter);
    }
  }
}

function next({ material }: FuzzTarget, kept: readonly string[], random: SeededRandom): string {
  // The youngest are the least explored.
  const young = kept.length - 1 - Math.floor(random.below(kept.length) * random.next());
  const base = kept[random.below(2) === 0 ? young : random.below(kept.length)] ?? material.seeds[0]!;
  return mutatedFrom(base, kept, material.tokens, random);
}

const batchSize = 64;
