import { type Entry, getLocation, type Identifier, type Node, type Value } from '@bgotink/kdl';
import type { Place, Problems } from '../problem.ts';
import { type Leaf, leaf } from './tree.ts';

/** One KDL text that is being read: its name, and what was found wrong in it. */
export class KdlFile {
  readonly name: string;
  readonly problems: Problems;

  constructor(name: string, problems: Problems) {
    this.name = name;
    this.problems = problems;
  }

  place(element: Node | Entry | Identifier | Value): Place {
    const start = getLocation(element)?.start;
    return { file: this.name, line: start?.line ?? 0, column: start?.column ?? 0 };
  }

  /** Where a node is named. */
  named(node: Node): Place {
    return this.place(node.name);
  }

  /** The value of an argument or property. */
  value(entry: Entry): Leaf {
    return leaf(entry.getValue(), this.place(entry));
  }
}
