import { Fault } from '../../errors/fault.ts';

/** What Memcached answers: one line, or lines up to `END`. */
export type ReplyForm = 'line' | 'lines';

/** A value as `gets` gives it. */
export interface KeptValue {
  readonly text: string;
  /** Changes whenever the value does; `cas` names it. */
  readonly unique: string;
}

/** Longest answer that is waited for: the statistics take about 3 kB. */
const mostChars = 64 * 1024;

/** Cuts what arrives into answers. The values here are plain text without line breaks, so lines are all there is. */
export class MemcachedReplies {
  #rest = '';

  add(text: string): void {
    this.#rest += text;
    if (this.#rest.length > mostChars)
      throw new Fault('ledger_unavailable', { detail: 'Memcached: too long an answer' });
  }

  /** The next answer, if all of it has arrived. An answer that is an error is one line in any form. */
  next(form: ReplyForm): string | undefined {
    const end = form === 'line' ? this.#endOfLine(0) : this.#endOfLines();
    if (end < 0) return undefined;
    const reply = this.#rest.slice(0, end - 2);
    this.#rest = this.#rest.slice(end);
    return reply;
  }

  #endOfLine(from: number): number {
    const end = this.#rest.indexOf('\r\n', from);
    return end < 0 ? -1 : end + 2;
  }

  #endOfLines(): number {
    if (isError(this.#rest)) return this.#endOfLine(0);
    if (this.#rest.startsWith('END\r\n')) return 5;
    const end = this.#rest.indexOf('\r\nEND\r\n');
    return end < 0 ? -1 : end + 7;
  }
}

/** Whether Memcached did not understand, or could not do it. */
export function isError(reply: string): boolean {
  return /^(?:ERROR|CLIENT_ERROR|SERVER_ERROR)/.test(reply);
}

/** The value in the answer to `gets` of one key; `undefined` when there is none. */
export function keptValue(reply: string): KeptValue | undefined {
  const found = /^VALUE \S+ \d+ \d+ (\d+)\r\n([^\r]*)\r\nEND$/.exec(reply);
  if (found) return { unique: found[1]!, text: found[2]! };
  if (reply === 'END') return undefined;
  throw new Fault('ledger_unavailable', { detail: `Memcached: ${reply.slice(0, 100)}` });
}

/** The time in the answer to `stats`, in milliseconds since the epoch, whole seconds; `undefined` when it does not say. */
export function timeOf(reply: string): number | undefined {
  const found = /^STAT time (\d+)\r?$/m.exec(reply);
  return found ? Number(found[1]) * 1000 : undefined;
}
