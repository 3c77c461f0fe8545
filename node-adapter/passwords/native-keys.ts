import * as crypto from 'node:crypto';
import type { KeyMakers } from '../../shared/filters/auth/password-hash.ts';

/** What the runtime itself has to make keys of passwords: several times as fast, but on the spot. */
export const nativeKeys: KeyMakers = {
  scrypt: (password, salt, { N, r, p, dkLen }) => crypto.scryptSync(password, salt, dkLen, { N, r, p, maxmem }),
  ...(typeof crypto.argon2Sync === 'function' && {
    argon2id: (message, nonce, { m, t, p, dkLen }) =>
      crypto.argon2Sync('argon2id', { message, nonce, memory: m, passes: t, parallelism: p, tagLength: dkLen }),
  }),
};

/** Twice what hashes may take, since some is needed beside. */
const maxmem = 128 * 1024 * 1024;
