import type { english } from './english.ts';

/** What is said in attempts to turn a model against its instructions. */
export type ConceptName = keyof typeof english;

/** Words of each concept. One that ends with `*` stands for all that begin with it. */
export type Words = Readonly<Record<ConceptName, readonly string[]>>;
