import type { TextForm } from '../fields/text.ts';

/** What a request is told apart by. */
export const hashKey: TextForm = {
  name: '"client-ip", "path", "uri", "header:<Name>", "cookie:<name>", "prompt-prefix" or "session"',
  accepts: (text) =>
    /^(?:client-ip|path|uri|prompt-prefix|session|(?:header|cookie):[!#$%&'*+.^_`|~0-9A-Za-z-]+)$/.test(text),
};
