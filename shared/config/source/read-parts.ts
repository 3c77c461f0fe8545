import type { BlockShape } from '../fields/shape.ts';
import type { Problems } from '../problem.ts';
import type { Part } from './part.ts';
import { readJson } from './read-json.ts';
import { readKdl } from './read-kdl.ts';

/** Reads the text of a file in the format that its name tells; a name without ending is KDL. */
export function readParts(text: string, name: string, root: BlockShape, problems: Problems): readonly Part[] {
  const ending = /[^/\\]\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase();
  if (ending === 'json' || ending === 'jsonc') return readJson(text, name, problems);
  if (ending === undefined || ending === 'kdl') return readKdl(text, name, root, problems);
  const place = { file: name, line: 1, column: 1 };
  problems.error(place, '', `".${ending}" is not a format of configurations`, 'write .kdl, .json or .jsonc');
  return [];
}
