import type { TextForm } from '../fields/text.ts';

/** A path of a request, from its first slash. */
export const absolutePath: TextForm = {
  name: 'a path that starts with "/"',
  accepts: (text) => text.startsWith('/') && !/[\s?#]/.test(text),
};

/** What a prefix of a path is replaced by. */
export const newPrefix: TextForm = {
  name: 'a path that starts with "/", or an empty text',
  accepts: (text) => text === '' || absolutePath.accepts(text),
};
