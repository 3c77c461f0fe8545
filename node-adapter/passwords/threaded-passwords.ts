import { clearTimeout, setTimeout } from 'node:timers';
import { Worker } from 'node:worker_threads';
import { passwordHash } from '../../shared/filters/auth/password-hash.ts';
import type { Passwords } from '../../shared/platform/passwords.ts';
import type { PasswordAnswer, PasswordQuestion } from './password-thread.ts';

/**
 * Checks passwords on a thread of its own, which is started by the first of them, ends when none came for a while, and
 * keeps no process alive. Where it cannot be had, passwords are checked between the requests.
 */
export class ThreadedPasswords implements Passwords {
  readonly #asked = new Map<number, Asked>();
  #thread: Worker | undefined;
  #last = 0;
  #rest: NodeJS.Timeout | undefined;

  async matches(password: string, hash: string): Promise<boolean> {
    try {
      return await this.#ask(password, hash);
    } catch {
      // No thread, or it ended: why does not matter, as the answer can be had without it.
      return passwordHash(hash).matches(password);
    }
  }

  /** Ends the thread now. */
  close(): void {
    this.#thread?.terminate();
    this.#lose();
  }

  #ask(password: string, hash: string): Promise<boolean> {
    const thread = this.#running();
    this.#last += 1;
    const question: PasswordQuestion = { id: this.#last, password, hash };
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.close(), restMs);
    this.#rest.unref();
    return new Promise((resolve, reject) => {
      this.#asked.set(question.id, { resolve, reject });
      thread.postMessage(question);
    });
  }

  #running(): Worker {
    if (this.#thread) return this.#thread;
    const thread = new Worker(place);
    thread.on('message', ({ id, isSame }: PasswordAnswer) => {
      this.#asked.get(id)?.resolve(isSame);
      this.#asked.delete(id);
    });
    const over = (): void => {
      if (this.#thread === thread) this.#lose();
    };
    thread.on('error', over).on('exit', over);
    // After the listeners, which hold the process.
    thread.unref();
    this.#thread = thread;
    return thread;
  }

  #lose(): void {
    clearTimeout(this.#rest);
    this.#thread = undefined;
    for (const { reject } of this.#asked.values()) reject(new Error('the thread ended'));
    this.#asked.clear();
  }
}

interface Asked {
  readonly resolve: (isSame: boolean) => void;
  readonly reject: (error: Error) => void;
}

/** Longer than any check takes: after it the thread has nothing to do, or does not answer. */
const restMs = 30_000;

/** In a bundle the thread is a file of JavaScript beside it. */
const place = new URL(`./password-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);
