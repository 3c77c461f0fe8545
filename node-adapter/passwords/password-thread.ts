import { parentPort } from 'node:worker_threads';
import { passwordHash } from '../../shared/filters/auth/password-hash.ts';
import { nativeKeys } from './native-keys.ts';

/** A password to check, as it goes to the thread. */
export interface PasswordQuestion {
  readonly id: number;
  readonly password: string;
  readonly hash: string;
}

/** What the thread found. */
export interface PasswordAnswer {
  readonly id: number;
  readonly isSame: boolean;
}

// Whoever loads this elsewhere, as a test of all modules does, is no thread to be asked.
parentPort?.on('message', async ({ id, password, hash }: PasswordQuestion) => {
  const isSame = await passwordHash(hash, nativeKeys).matches(password);
  parentPort!.postMessage({ id, isSame } satisfies PasswordAnswer);
});
