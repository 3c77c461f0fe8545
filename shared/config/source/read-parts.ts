import type { BlockShape } from '../fields/shape.ts';
import type { Place, Problems } from '../problem.ts';
import type { Part } from './part.ts';
import { readJson } from './read-json.ts';
import { readKdl } from './read-kdl.ts';

/** Reads the text of a file in the format that its name tells; where it has no ending, the first character tells. */
export function readParts(text: string, name: string, root: BlockShape, problems: Problems): readonly Part[] {
  const broken = text.search(notText);
  if (broken >= 0) {
    problems.error(placeIn(text, broken, name), '', 'this is no text in UTF-8', 'save the file as UTF-8');
    return [];
  }
  const ending = /[^/\\]\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase();
  const isJson = ending === undefined ? startsAsJson.test(text) : ending === 'json' || ending === 'jsonc';
  if (isJson) return readJson(text, name, problems);
  if (ending === undefined || ending === 'kdl') return readKdl(text, name, root, problems);
  const place = { file: name, line: 1, column: 1 };
  problems.error(place, '', `".${ending}" is not a format of configurations`, 'write .kdl, .json or .jsonc');
  return [];
}

/** What is left of bytes that are not UTF-8, and what is in files that are no text. */
const notText = /[\u0000\uFFFD]/;

function placeIn(text: string, at: number, file: string): Place {
  const lines = text.slice(0, at).split('\n');
  return { file, line: lines.length, column: lines.at(-1)!.length + 1 };
}

/** A brace, perhaps after comments: no KDL begins so. */
const startsAsJson = /^(?:\s|\/\/.*|\/\*(?:[^*]|\*(?!\/))*\*\/)*\{/;
