import { isPasswordHash } from '../../filters/auth/password-hash.ts';
import type { TextForm } from '../fields/text.ts';

/** The hash of a password. */
export const passwordHash: TextForm = {
  name: 'a hash of bcrypt, argon2id or scrypt of at most 64 MiB',
  accepts: isPasswordHash,
};
