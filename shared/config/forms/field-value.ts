import type { TextForm } from '../fields/text.ts';

/** What can be sent as the value of a header. */
export const fieldValue: TextForm = {
  name: 'a header value without control characters',
  accepts: (text) => !/[\x00-\x08\x0a-\x1f\x7f]/.test(text),
};
