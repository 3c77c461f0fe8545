import { configuration } from './config.ts';
import type { BlockShape } from './fields/shape.ts';
import { sortProblems } from './format-problem.ts';
import { mergeParts } from './merge-parts.ts';
import { normalise } from './normalise.ts';
import { type Problem, Problems } from './problem.ts';
import type { Part } from './source/part.ts';
import { readParts } from './source/read-parts.ts';
import { type Mapping, mapping, sequence } from './source/tree.ts';
import { writeJson } from './write-json.ts';
import { writeKdl } from './write-kdl.ts';

/** A configuration in another format, and what was wrong with it. */
export interface Converted {
  readonly text: string | undefined;
  readonly problems: readonly Problem[];
}

/** Writes the text of a file in another format. Variables, secrets and `include` stay as they are; comments are lost. */
export function convert(text: string, name: string, to: 'kdl' | 'json'): Converted {
  const problems = new Problems();
  const parts = readParts(text, name, root, problems);
  const trees = parts.flatMap((part) => (part.kind === 'settings' ? [part.tree] : []));
  const normal = trees.map((tree) => normalise(tree, root, { problems, environment: undefined }));
  const tree = withIncludes(mergeParts(normal, root, name, problems), parts);
  const written = problems.hasErrors ? undefined : to === 'kdl' ? writeKdl(tree, root) : writeJson(tree);
  return { text: written, problems: sortProblems(problems.list) };
}

const root = configuration.shape as BlockShape;

/** The files that are taken in come first, since the other format may have but one place for them. */
function withIncludes(tree: Mapping, parts: readonly Part[]): Mapping {
  const patterns = parts.flatMap((part) => (part.kind === 'include' ? part.patterns : []));
  if (patterns.length === 0) return tree;
  const include = { key: tree.place, value: sequence(patterns, tree.place) };
  return mapping(new Map([['include', include], ...tree.entries]), tree.place);
}
