import { type Mapping, plain } from './source/tree.ts';

/** A normalised tree as a JSON text. */
export function writeJson(tree: Mapping): string {
  return `${JSON.stringify(plain(tree), null, 2)}\n`;
}
