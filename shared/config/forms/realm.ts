import type { TextForm } from '../fields/text.ts';

/** What clients are told they are asked for: a quoted text of a challenge (RFC 9110 §11.5). */
export const realm: TextForm = {
  name: 'a text of up to 100 printable ASCII characters',
  accepts: (text) => /^[ -~]{1,100}$/.test(text),
};
