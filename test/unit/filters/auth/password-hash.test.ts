import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isPasswordHash, passwordHash } from '../../../../shared/filters/auth/password-hash.ts';

const password = 'pässword ☂';
/** Made by others: `htpasswd`, Python's hashlib, Node's argon2. */
const hashes: Readonly<Record<string, string>> = {
  bcrypt: '$2y$04$MYfkYTAFxGu6j5El5N0NzusobXw4Kbk3.rnVZPDEtB2l09EJt1ReC',
  scrypt: '$scrypt$ln=11,r=4,p=2$MDEyMzQ1Njc4OWFiY2RlZg$DopQvrk43gMqxQkTSh59X6DJNka2NxbI',
  argon2id: '$argon2id$v=19$m=128,t=3,p=2$MDEyMzQ1Njc4OWFiY2RlZg$5J69sqnyHJyiDWMMIpgWJE+8wE5FZgDfgqe93V3aDlM',
};

describe('the hash of a password', () => {
  for (const [kind, hash] of Object.entries(hashes)) {
    test(`by ${kind} fits that password alone`, async () => {
      assert.ok(isPasswordHash(hash));
      assert.equal(await passwordHash(hash).matches(password), true);
      for (const other of ['', 'pässword', 'pässword ☂ ', 'Pässword ☂', hash])
        assert.equal(await passwordHash(hash).matches(other), false, other);
    });
  }

  const salt = 'c2FsdHNhbHRzYWx0c2FsdA';
  const key = 'A'.repeat(43);
  const refused: Readonly<Record<string, string>> = {
    'a password': 'open sesame',
    'MD5 of Apache': '$apr1$abcdefgh$0123456789abcdefghijk.',
    'SHA-1': '{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=',
    'bcrypt that takes seconds': `$2b$16$${'a'.repeat(53)}`,
    'bcrypt that costs nothing': `$2b$03$${'a'.repeat(53)}`,
    'bcrypt cut short': `$2b$10$${'a'.repeat(52)}`,
    'scrypt of more memory than there is': `$scrypt$ln=20,r=8,p=1$${salt}$${key}`,
    'scrypt of many seconds': `$scrypt$ln=16,r=8,p=5$${salt}$${key}`,
    'argon2id of many seconds': `$argon2id$v=19$m=65536,t=5,p=1$${salt}$${key}`,
    'scrypt of much work': `$scrypt$ln=10,r=8,p=99$${salt}$${key}`,
    'argon2id of more memory than there is': `$argon2id$v=19$m=65537,t=2,p=1$${salt}$${key}`,
    'argon2id of much work': `$argon2id$v=19$m=1024,t=99,p=1$${salt}$${key}`,
    argon2i: `$argon2i$v=19$m=1024,t=2,p=1$${salt}$${key}`,
    'argon2id of an older version': `$argon2id$v=16$m=1024,t=2,p=1$${salt}$${key}`,
    'argon2id of a short salt': `$argon2id$v=19$m=1024,t=2,p=1$c2Fs$${key}`,
    'argon2id of a short hash': `$argon2id$v=19$m=1024,t=2,p=1$${salt}$AAAA`,
  };
  for (const [name, text] of Object.entries(refused)) {
    test(`is not ${name}`, () => assert.equal(isPasswordHash(text), false));
  }
});
