import type { TextForm } from '../fields/text.ts';

/** What is kept of a virtual key. */
export const keyHash: TextForm = {
  name: 'a SHA-256 of 64 hexadecimal digits, as `sentinel keys make` writes it',
  accepts: (text) => /^[0-9a-fA-F]{64}$/.test(text),
};
