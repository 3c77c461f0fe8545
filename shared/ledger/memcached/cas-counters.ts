import { Fault } from '../../errors/fault.ts';
import type { CounterPage } from '../book-store.ts';
import type { CounterRule } from '../rule.ts';
import { keptValue } from './memcached-replies.ts';

/** Asks a Memcached one command. */
export type AskMemcached = (command: string, form: 'line' | 'lines') => Promise<string>;

/** Changes the page of a counter and says from when on it may be dropped; `undefined` leaves it as it is. */
export type PageChange = (
  page: CounterPage | undefined,
) => { readonly page: CounterPage; readonly idleAt: number } | undefined;

interface Waiting {
  readonly change: PageChange;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Tries of one change. Each that fails means that another instance made one; so many of them at once are too many. */
const mostTries = 32;
/** Changes of one counter that wait while another is on its way. */
const mostWaiting = 2_000;
/** Longest time that Memcached takes as a span: beyond it is a date. */
const longestSpanSeconds = 30 * 86_400;

/**
 * The counters in a Memcached. Changes are made by compare-and-swap: read, change, write if nobody else wrote. Those that
 * this instance has for one counter at the same moment are made in one write, so that only instances compete.
 */
export class CasCounters {
  readonly #ask: AskMemcached;
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #leastMs: number;

  /** `leastMs`: how long a counter is kept at least, though its rule needs it no more. */
  constructor(ask: AskMemcached, leastMs = 0) {
    this.#ask = ask;
    this.#leastMs = leastMs;
  }

  /** Makes a change that is made exactly once. It may be tried more than once, on newer pages. */
  change(key: string, now: number, change: PageChange): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(key);
      if (waiting === undefined) {
        this.#waiting.set(key, []);
        void this.#work(key, now, [{ change, resolve, reject }]);
      } else if (waiting.length >= mostWaiting) {
        reject(new Fault('ledger_unavailable', { unsent: true, detail: 'too many claims wait for one counter' }));
      } else {
        waiting.push({ change, resolve, reject });
      }
    });
  }

  async read(key: string): Promise<CounterPage | undefined> {
    const value = keptValue(await this.#ask(`gets ${key}\r\n`, 'lines'));
    return value && pageOf(value.text);
  }

  async #work(key: string, now: number, first: Waiting[]): Promise<void> {
    for (let batch = first; batch.length > 0; batch = this.#nextOf(key)) {
      try {
        await this.#changeAll(key, now, batch);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
  }

  #nextOf(key: string): Waiting[] {
    const batch = this.#waiting.get(key) ?? [];
    if (batch.length === 0) this.#waiting.delete(key);
    else this.#waiting.set(key, []);
    return batch;
  }

  async #changeAll(key: string, now: number, batch: readonly Waiting[]): Promise<void> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const value = keptValue(await this.#ask(`gets ${key}\r\n`, 'lines'));
      let page = value && pageOf(value.text);
      let idleAt: number | undefined;
      for (const { change } of batch) {
        const changed = change(page);
        if (changed === undefined) continue;
        ({ page, idleAt } = changed);
      }
      if (idleAt === undefined || page === undefined) return;
      if (await this.#write(key, page, keepSeconds(Math.max(idleAt, now + this.#leastMs), now), value?.unique)) return;
    }
    throw new Fault('ledger_unavailable', {
      unsent: true,
      detail: `others changed a counter ${mostTries} times first`,
    });
  }

  /** False when somebody else wrote meanwhile. */
  async #write(key: string, page: CounterPage, keep: number, unique: string | undefined): Promise<boolean> {
    const text = `${page.kind} ${page.numbers.join(' ')}`;
    const rest = `0 ${keep} ${text.length}`;
    const line = unique === undefined ? `add ${key} ${rest}` : `cas ${key} ${rest} ${unique}`;
    const reply = await this.#ask(`${line}\r\n${text}\r\n`, 'line');
    return reply === 'STORED';
  }
}

function pageOf(text: string): CounterPage {
  const [kind = '', ...numbers] = text.split(' ');
  return { kind: kind as CounterRule['kind'], numbers: numbers.map(Number) };
}

/** How long a value is kept, as Memcached is told it: a second longer, as it counts whole ones. */
function keepSeconds(idleAt: number, now: number): number {
  const seconds = Math.max(1, Math.ceil((idleAt - now) / 1000) + 1);
  return seconds <= longestSpanSeconds ? seconds : Math.ceil(idleAt / 1000) + 1;
}
