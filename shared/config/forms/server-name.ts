import type { TextForm } from '../fields/text.ts';

/** A name that clients ask for when a connection is encrypted, or `*.` and what it ends with. */
export const serverName: TextForm = {
  name: 'a name, such as "shop.test" or "*.shop.test"',
  accepts: (text) => /^(?:\*\.)?[\da-z_](?:[\da-z_-]*[\da-z_])?(?:\.[\da-z_](?:[\da-z_-]*[\da-z_])?)*$/i.test(text),
};
