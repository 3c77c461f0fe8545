import type { TextForm } from '../fields/text.ts';

/** A path of a request, from its first slash, perhaps with a query. */
export const requestTarget: TextForm = {
  name: 'a path that starts with "/", perhaps with a query',
  accepts: (text) => /^\/[!-"$-~]*$/.test(text),
};
