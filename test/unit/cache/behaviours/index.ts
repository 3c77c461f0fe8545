import type { Area } from './behaviour.ts';
import { freshness } from './freshness.ts';
import { renewing } from './renewing.ts';
import { reusing } from './reusing.ts';
import { storing } from './storing.ts';

/** All that the cache is held against, beside the clauses of the standards. */
export const areas: readonly Area[] = [...freshness, ...storing, ...reusing, ...renewing];
