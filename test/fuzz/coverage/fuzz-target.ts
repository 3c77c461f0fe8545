import type { SeededRandom } from '../../support/seeded-random.ts';
import type { MutationMaterial } from '../message-mutations.ts';

/** A part of the program that is fed with inputs at random. */
export interface FuzzTarget {
  readonly name: string;
  readonly material: MutationMaterial;
  /** Puts in one input, one byte a character, and throws when a promise is broken. */
  run(input: string, random: SeededRandom): void | Promise<void>;
}
