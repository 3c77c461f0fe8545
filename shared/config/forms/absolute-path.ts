import type { TextForm } from '../fields/text.ts';

/** A path of a request, from its first slash. */
export const absolutePath: TextForm = {
  name: 'a path that starts with "/"',
  accepts: (text) => text.startsWith('/') && !/[\s?#]/.test(text),
};
