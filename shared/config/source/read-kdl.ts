import { InvalidKdlError, type Node, parse } from '@bgotink/kdl';
import type { BlockShape } from '../fields/shape.ts';
import type { Problems } from '../problem.ts';
import { KdlFile } from './kdl-file.ts';
import { freeValue } from './kdl-free.ts';
import { documentSettings } from './kdl-settings.ts';
import { syntaxProblem } from './kdl-syntax-problem.ts';
import { v1Hint } from './kdl-v1-hint.ts';
import type { Part } from './part.ts';
import { leavesOf } from './parts-of.ts';

/** Reads a KDL 2 text. What cannot be read is a problem with its place. */
export function readKdl(text: string, name: string, root: BlockShape, problems: Problems): readonly Part[] {
  const file = new KdlFile(name, problems);
  const nodes = parseNodes(text, file);
  const parts: Part[] = [];
  let run: Node[] = [];
  const endRun = () => {
    if (run.length > 0) parts.push({ kind: 'settings', tree: documentSettings(file, run, root) });
    run = [];
  };
  for (const node of nodes) {
    if (node.getName() !== 'include') {
      run.push(node);
      continue;
    }
    endRun();
    parts.push({ kind: 'include', patterns: leavesOf(freeValue(file, node)) });
  }
  endRun();
  return parts;
}

function parseNodes(text: string, file: KdlFile): readonly Node[] {
  try {
    return parse(text, { storeLocations: true }).nodes;
  } catch (error) {
    if (!(error instanceof InvalidKdlError)) throw error;
    const hint = v1Hint(text);
    for (const { message, start } of error.flat()) {
      const place = { file: file.name, line: start?.line ?? 1, column: start?.column ?? 1 };
      // What follows from the first mistake at a place says nothing new.
      if (file.problems.hasErrorAt(place)) continue;
      const said = message.replace(/ at (?:\d+:\d+|end of input)$/, '');
      const problem = syntaxProblem(said, text, start?.offset ?? 0);
      file.problems.error(place, '', problem.message, hint ?? problem.hint);
    }
    return [];
  }
}
