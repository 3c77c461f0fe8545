import type { Config } from '../config.ts';
import { rules } from './rules.ts';

/** Something that is right, but that its writer may regret. */
export interface Advice {
  /** The setting it is about, by names from the root. */
  readonly path: string;
  readonly message: string;
}

/** Everything to advise on a configuration, rule by rule. */
export function adviceOn(config: Config): readonly Advice[] {
  return rules.flatMap((rule) => rule(config));
}
