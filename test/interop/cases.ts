import { bodyCases } from './cases/bodies.ts';
import { breakCases } from './cases/breaks.ts';
import { connectionCases } from './cases/connections.ts';
import { statusCases } from './cases/statuses.ts';
import type { Way } from './way.ts';

/** One promise that holds on every way through real programs. */
export interface InteropCase {
  readonly name: string;
  run(way: Way): Promise<void>;
}

/** All of them, in the order they are run. */
export const interopCases: readonly InteropCase[] = [...statusCases, ...bodyCases, ...connectionCases, ...breakCases];
