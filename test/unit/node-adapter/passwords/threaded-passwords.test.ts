import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, describe, test } from 'node:test';
import { nativeKeys } from '../../../../node-adapter/passwords/native-keys.ts';
import { ThreadedPasswords } from '../../../../node-adapter/passwords/threaded-passwords.ts';
import { passwordHash } from '../../../../shared/filters/auth/password-hash.ts';

const password = 'pässword ☂';
const hashes: Readonly<Record<string, string>> = {
  bcrypt: '$2y$04$MYfkYTAFxGu6j5El5N0NzusobXw4Kbk3.rnVZPDEtB2l09EJt1ReC',
  scrypt: '$scrypt$ln=11,r=4,p=2$MDEyMzQ1Njc4OWFiY2RlZg$DopQvrk43gMqxQkTSh59X6DJNka2NxbI',
  argon2id: '$argon2id$v=19$m=128,t=3,p=2$MDEyMzQ1Njc4OWFiY2RlZg$5J69sqnyHJyiDWMMIpgWJE+8wE5FZgDfgqe93V3aDlM',
};
/** A third of a second of work, or more. */
const heavy = `$2b$12$${'a'.repeat(53)}`;

describe('passwords on a thread', () => {
  const passwords = new ThreadedPasswords();
  after(() => passwords.close());

  for (const [kind, hash] of Object.entries(hashes)) {
    test(`fit a hash by ${kind} as they do elsewhere`, async () => {
      assert.equal(await passwords.matches(password, hash), true);
      assert.equal(await passwords.matches('', hash), false);
      assert.equal(await passwordHash(hash, nativeKeys).matches(password), true);
      assert.equal(await passwordHash(hash, nativeKeys).matches(`${password} `), false);
    });
  }

  test('leave the requests alone while they are checked', async () => {
    let isOver = false;
    const checked = passwords.matches(password, heavy).then(() => {
      isOver = true;
    });
    let turns = 0;
    while (!isOver) {
      await new Promise(setImmediate);
      turns += 1;
    }
    await checked;

    // In slices on this thread it would be some ten turns.
    assert.ok(turns > 200, String(turns));
  });

  test('keep no process alive when they are checked', () => {
    const module = new URL('../../../../node-adapter/passwords/threaded-passwords.ts', import.meta.url);
    const script = `import { ThreadedPasswords } from '${module}';
      const requests = setInterval(() => {}, 1000);
      await new ThreadedPasswords().matches('a', '${hashes['bcrypt']}');
      clearInterval(requests);`;
    const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 60_000 });

    assert.equal(status, 0);
  });

  test('are checked all the same when the thread ends meanwhile', async () => {
    const asked = [passwords.matches(password, hashes['bcrypt']!), passwords.matches('other', hashes['bcrypt']!)];
    passwords.close();

    assert.deepEqual(await Promise.all(asked), [true, false]);
    assert.equal(await passwords.matches(password, hashes['scrypt']!), true);
  });
});
