import type { TextForm } from '../fields/text.ts';

/** A method as requests name it; methods are case-sensitive. */
export const methodName: TextForm = {
  name: 'a method such as "GET", in capitals',
  accepts: (text) => /^[A-Z][A-Z-]*$/.test(text),
};
