import type { BlockShape } from '../fields/shape.ts';
import type { Problems } from '../problem.ts';
import type { Part } from './part.ts';
import { readJson } from './read-json.ts';
import { readKdl } from './read-kdl.ts';

/** Reads the text of a file in the format that its name tells; where it has no ending, the first character tells. */
export function readParts(text: string, name: string, root: BlockShape, problems: Problems): readonly Part[] {
  const ending = /[^/\\]\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase();
  const isJson = ending === undefined ? startsAsJson.test(text) : ending === 'json' || ending === 'jsonc';
  if (isJson) return readJson(text, name, problems);
  if (ending === undefined || ending === 'kdl') return readKdl(text, name, root, problems);
  const place = { file: name, line: 1, column: 1 };
  problems.error(place, '', `".${ending}" is not a format of configurations`, 'write .kdl, .json or .jsonc');
  return [];
}

/** A brace, perhaps after comments: no KDL begins so. */
const startsAsJson = /^(?:\s|\/\/.*|\/\*(?:[^*]|\*(?!\/))*\*\/)*\{/;
