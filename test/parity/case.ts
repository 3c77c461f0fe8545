import type { DifferenceId } from './differences.ts';
import type { SubjectName } from './subjects.ts';
import type { World } from './world.ts';

/** One promise, checked on every runtime. */
export interface Case {
  /** The promise, in the present tense. */
  readonly name: string;
  run(world: World): Promise<void>;
  /** Runtimes on which the platform forces something else, each with its row in the table of differences. */
  readonly differs?: Readonly<Partial<Record<SubjectName, DifferenceId>>>;
  /** What holds in place of `run` on those runtimes; without it the case is skipped there. */
  otherwise?(world: World): Promise<void>;
}

/** Cases that share one configuration, and one process per runtime. */
export interface Topic {
  /** Starts the real servers that the configuration names beside the origins; they are stopped at the end. */
  setUp?(runtime: SubjectName): Promise<{ stop(): Promise<void> }>;
  /** The configuration, as KDL text. */
  config(ports: Ports): string;
  /** Whether it also runs on the way that workerd takes for upstreams that are sent their own address as Host. */
  readonly alsoByFetch?: boolean;
  /** Whether it uses `ports.silent`, which costs a thread. */
  readonly usesSilentPort?: boolean;
  readonly cases: readonly Case[];
}

/** The addresses a configuration may name, and the runtime it is for, as some settings are refused on some. */
export interface Ports {
  readonly runtime: SubjectName;
  /** Where the subject is to listen: `127.0.0.1:port`. */
  readonly listen: string;
  /** Three origins. */
  readonly a: string;
  readonly b: string;
  readonly c: string;
  /** An address that refuses connections, and another one. */
  readonly refused: string;
  readonly refusedToo: string;
  /** An address that neither accepts nor refuses. */
  readonly silent: string;
}
