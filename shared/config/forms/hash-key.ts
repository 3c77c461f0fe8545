import type { TextForm } from '../fields/text.ts';

/** What a request is told apart by. */
export const hashKey: TextForm = {
  name: '"client-ip", "path", "uri", "header:<Name>" or "cookie:<name>"',
  accepts: (text) => /^(?:client-ip|path|uri|(?:header|cookie):[!#$%&'*+.^_`|~0-9A-Za-z-]+)$/.test(text),
};
