import type { TextForm } from '../fields/text.ts';

/** The hash of a key that is too long to be guessed. */
export const sha256: TextForm = {
  name: 'a SHA-256 of 64 hexadecimal digits, as `printf %s "$KEY" | sha256sum` writes it',
  accepts: (text) => /^[0-9a-fA-F]{64}$/.test(text),
};
