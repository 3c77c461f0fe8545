import { type BaseIssue, safeParse } from 'valibot';
import { type Config, configuration } from './config.ts';
import type { Problems } from './problem.ts';
import { locate } from './source/locate.ts';
import { leafAt, type Mapping, plain, type Tree } from './source/tree.ts';
import { without } from './source/without.ts';

/** What could be read. */
export interface Validated {
  /** Everything that is right in itself; the rest is left out. `undefined` when nothing is left. */
  readonly config: Config | undefined;
  /** The tree of what is left. */
  readonly tree: Mapping;
  /** Names of the things that were left out, so that nobody says they do not exist. */
  readonly dropped: ReadonlySet<string>;
}

/** Rounds of leaving out; each may bring up a setting that is now missing one level further out. */
const mostRounds = 12;

/** Checks every value. Problems are reported with their places, and what has none can still be checked further. */
export function validate(tree: Mapping, problems: Problems): Validated {
  let rest = tree;
  const dropped = new Set<string>();
  for (let round = 0; round < mostRounds; round++) {
    const result = safeParse(configuration.schema, plain(rest));
    if (result.success) return { config: result.output, tree: rest, dropped };
    const steps = result.issues.map(stepsOf);
    if (round === 0) for (const issue of result.issues) report(issue, rest, problems);
    rest = without(rest, steps, (item) => {
      const id = leafAt(item, 'id');
      if (typeof id === 'string') dropped.add(id);
    });
  }
  return { config: undefined, tree: rest, dropped };
}

function report(issue: BaseIssue<unknown>, tree: Tree, problems: Problems): void {
  const { place, name } = locate(tree, stepsOf(issue));
  // What is already wrong at this very place, such as a variable that is not set, says it better.
  if (problems.hasErrorAt(place) || isMisspelt(issue, name, problems)) return;
  problems.error(place, name, issue.message);
}

function stepsOf({ path }: BaseIssue<unknown>): readonly unknown[] {
  return path?.map(({ key }) => key) ?? [];
}

/** A setting that is missing because its name was not understood. */
function isMisspelt({ input, expected }: BaseIssue<unknown>, name: string, { list }: Problems): boolean {
  if (input !== undefined || expected === null) return false;
  return list.some(({ path, hint }) => hint === `did you mean ${expected}?` && name.startsWith(path));
}
