import { isName } from '../../static/names-of-path.ts';
import type { TextForm } from '../fields/text.ts';

/** The name of a file, without a folder. */
export const fileName: TextForm = { name: 'the name of a file', accepts: isName };

/** A file inside a folder, by its path from there. */
export const filePath: TextForm = {
  name: 'the path of a file inside the folder, such as "app/index.html"',
  accepts: (text) => namesIn(text).every(isName),
};

/** The names a path is made of; it may begin with a slash. */
export function namesIn(path: string): readonly string[] {
  return path.replace(/^\.?\//, '').split('/');
}
